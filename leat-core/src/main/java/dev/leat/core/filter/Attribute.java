package dev.leat.core.filter;

import java.util.List;
import java.util.Set;

/** The value of an attribute of the event. */
record Attribute(String name) implements Expr {

    @Override
    public Code code() {
        Failure missing = Failure.missing(name);
        return event -> {
            Object value = event.attribute(name);
            return value instanceof String ? value : value == null ? missing : Values.seen(value);
        };
    }

    @Override
    public Type type() {
        return Type.ANY;
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
    public Expr folded() {
        return this;
    }

    @Override
    public void names(Set<String> all) {
        all.add(name);
    }

    @Override
    public String toString() {
        return name;
    }
}
