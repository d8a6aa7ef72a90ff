package dev.leat.core.filter;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a value is equal to one of a set, each of which is cast to the value's type (section 3.4.5). */
record In(Expr operand, List<Expr> set) implements Expr {

    In {
        set = List.copyOf(set);
    }

    @Override
    public Code code() {
        Code code = operand.code();
        Code[] elements = set.stream().map(Expr::code).toArray(Code[]::new);
        Set<String> texts = texts();
        return event -> {
            Object value = code.run(event);
            if (value instanceof Failure failure) {
                return failure.within(Type.BOOLEAN);
            }
            return value instanceof String && !texts.isEmpty()
                    ? (Object) texts.contains(value)
                    : oneOf(value, elements, event);
        };
    }

    /** The set as Strings if it consists of literals, else nothing. */
    private Set<String> texts() {
        Set<String> texts = new HashSet<>();
        for (Expr element : set) {
            if (!(element instanceof Literal literal)) {
                return Set.of();
            }
            texts.add(Values.text(literal.value()));
        }
        return texts;
    }

    /** From left to right up to the first equal one: what stands behind it is not evaluated. */
    private static Object oneOf(Object value, Code[] elements, Attributes event) {
        for (Code element : elements) {
            Object other = element.run(event);
            Object equal = other instanceof Failure ? other : Comparison.equal(other, value);
            if (equal instanceof Failure failure) {
                return failure.within(Type.BOOLEAN);
            }
            if (equal == Boolean.TRUE) {
                return equal;
            }
        }
        return false;
    }

    @Override
    public Type type() {
        return Type.BOOLEAN;
    }

    @Override
    public int precedence() {
        return MATCH;
    }

    @Override
    public List<Expr> children() {
        List<Expr> all = new ArrayList<>(set);
        all.add(operand);
        return all;
    }

    String text(String operator) {
        return operand.beside(MATCH) + " " + operator
                + set.stream().map(Expr::toString).collect(Collectors.joining(", ", " (", ")"));
    }

    @Override
    public String toString() {
        return text("IN");
    }
}
