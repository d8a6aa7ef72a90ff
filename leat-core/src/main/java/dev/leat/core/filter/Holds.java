package dev.leat.core.filter;

import java.util.List;

/**
 * {@code HOLDS(x)}, Leat's one function beside the specification's: whether an event passes the filter {@code x}. It never
 * fails: where {@code x} does, or is no Boolean, the event does not pass. The Subscriptions dialects {@code any} and {@code
 * not} are defined on such outcomes.
 */
record Holds(Expr filter) implements Expr {

    static final String NAME = "HOLDS";

    /** A filter as an operand of others: one that can be no Boolean must not become one by a cast. */
    static Expr operand(Expr filter) {
        return filter.type() == Type.BOOLEAN ? filter : new Holds(filter).folded();
    }

    @Override
    public Code code() {
        Code code = filter.code();
        return event -> code.run(event) == Boolean.TRUE;
    }

    @Override
    public Type type() {
        return Type.BOOLEAN;
    }

    @Override
    public int precedence() {
        return PRIMARY;
    }

    @Override
    public List<Expr> children() {
        return List.of(filter);
    }

    @Override
    public String toString() {
        return NAME + "(" + filter + ")";
    }
}
