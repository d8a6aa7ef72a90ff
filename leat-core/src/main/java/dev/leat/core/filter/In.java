package dev.leat.core.filter;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
        Map<Type, Set<Object>> literals = literals();
        return event -> {
            Object value = code.run(event);
            if (value instanceof Failure failure) {
                return failure.within(Type.BOOLEAN);
            }
            Set<Object> same = literals.get(Type.of(value));
            return same == null ? oneOf(value, elements, event) : (Object) same.contains(value);
        };
    }

    /** The set cast to each type that all of it can be cast to; nothing if not all of it are literals. */
    private Map<Type, Set<Object>> literals() {
        Map<Type, Set<Object>> sets = new EnumMap<>(Type.class);
        if (set.stream().allMatch(element -> element instanceof Literal)) {
            for (Type type : List.of(Type.STRING, Type.INTEGER, Type.BOOLEAN)) {
                Set<Object> cast = set.stream()
                        .map(element -> Values.cast(((Literal) element).value(), type))
                        .collect(Collectors.toSet());
                if (cast.stream().noneMatch(value -> value instanceof Failure)) {
                    sets.put(type, cast);
                }
            }
        }
        return sets;
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
