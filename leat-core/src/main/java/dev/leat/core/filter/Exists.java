package dev.leat.core.filter;

import java.util.List;
import java.util.Set;

/** Whether the event has an attribute; always so for the required ones (section 3.4.4). */
record Exists(String name) implements Expr {

    private boolean required() {
        return Names.REQUIRED.contains(name);
    }

    @Override
    public Code code() {
        return required() ? event -> true : event -> event.attribute(name) != null;
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
        return List.of();
    }

    @Override
    public Expr folded() {
        return this;
    }

    @Override
    public void names(Set<String> all) {
        if (!required()) {
            all.add(name);
        }
    }

    @Override
    public String toString() {
        return "EXISTS " + name;
    }
}
