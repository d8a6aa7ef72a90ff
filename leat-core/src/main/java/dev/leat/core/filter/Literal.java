package dev.leat.core.filter;

import java.util.List;
import java.util.Locale;

/** A String, Integer or canonical Boolean. */
record Literal(Object value) implements Expr {

    static final Literal TRUE = new Literal(true);

    @Override
    public Code code() {
        return event -> value;
    }

    @Override
    public Type type() {
        return Type.of(value);
    }

    @Override
    public int precedence() {
        return PRIMARY;
    }

    @Override
    public List<Expr> children() {
        return List.of();
    }

    @Override
    public String toString() {
        return value instanceof String text
                ? Quotes.write(text)
                : value.toString().toUpperCase(Locale.ROOT);
    }
}
