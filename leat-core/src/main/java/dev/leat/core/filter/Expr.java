package dev.leat.core.filter;

import java.util.List;
import java.util.Set;

/**
 * An expression of CESQL as a tree. {@code toString} writes CESQL that reads back as an equal tree; what consists of
 * literals alone has been evaluated when it was read.
 */
sealed interface Expr
        permits Literal, Attribute, Exists, Not, Negate, Logic, Comparison, Arithmetic, Like, In, Call, Holds {

    // How tightly operators bind, loosest first (section 3.6).
    int LOGIC = 1;
    int COMPARISON = 2;
    int SUM = 3;
    int PRODUCT = 4;
    int MATCH = 5;
    int UNARY = 6;
    int PRIMARY = 7;

    Code code();

    Type type();

    int precedence();

    List<Expr> children();

    /** Written where an operator that binds so tightly stands beside it. */
    default String beside(int precedence) {
        return precedence() < precedence ? "(" + this + ")" : toString();
    }

    default int depth() {
        int most = 0;
        for (Expr child : children()) {
            most = Math.max(most, child.depth());
        }
        return most + 1;
    }

    /** Adds the names of the attributes that evaluation may read. */
    default void names(Set<String> all) {
        children().forEach(child -> child.names(all));
    }

    /** The literal that this is worth whatever the event, or itself. */
    default Expr folded() {
        if (!children().stream().allMatch(child -> child instanceof Literal)) {
            return this;
        }
        Object value = code().run(name -> null);
        return value instanceof Failure ? this : new Literal(value);
    }
}
