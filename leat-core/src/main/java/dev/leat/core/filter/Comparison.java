package dev.leat.core.filter;

import java.util.List;

/**
 * A comparison. Order is that of whole numbers; for equality the left value is cast to the type of the right one (section
 * 3.7).
 */
record Comparison(Operator operator, Expr left, Expr right) implements Expr {

    enum Operator {
        EQUAL("="),
        NOT_EQUAL("!="),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">=");

        final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }
    }

    @Override
    public Code code() {
        Code leftCode = left.code();
        if (operator != Operator.EQUAL && operator != Operator.NOT_EQUAL) {
            return both(leftCode, right.code(), this::ordered);
        }
        boolean wanted = operator == Operator.EQUAL;
        return right instanceof Literal literal && literal.value() instanceof String text
                ? toText(leftCode, text, wanted)
                : both(leftCode, right.code(), (a, b) -> {
                    Object equal = equal(a, b);
                    return wanted || equal instanceof Failure ? equal : (Object) (equal == Boolean.FALSE);
                });
    }

    private static Code toText(Code code, String text, boolean wanted) {
        return event -> {
            Object value = code.run(event);
            return value instanceof Failure failure
                    ? failure.within(Type.BOOLEAN)
                    : (Object) (text.equals(Values.text(value)) == wanted);
        };
    }

    private static Code both(Code left, Code right, Outcome outcome) {
        return event -> {
            Object a = left.run(event);
            if (a instanceof Failure failure) {
                return failure.within(Type.BOOLEAN);
            }
            Object b = right.run(event);
            return b instanceof Failure failure ? failure.within(Type.BOOLEAN) : outcome.of(a, b);
        };
    }

    private interface Outcome {
        Object of(Object a, Object b);
    }

    /** Whether two values are equal once the first is cast to the type of the second, or the Failure to cast it. */
    static Object equal(Object a, Object b) {
        if (b instanceof String text) {
            return text.equals(Values.text(a));
        }
        Object cast = Values.cast(a, Type.of(b));
        return cast instanceof Failure failure ? failure.within(Type.BOOLEAN) : (Object) cast.equals(b);
    }

    private Object ordered(Object a, Object b) {
        long x = Values.number(a);
        long y = Values.number(b);
        return x == Values.NO_NUMBER || y == Values.NO_NUMBER
                ? Failure.noNumber(x == Values.NO_NUMBER ? a : b, false)
                : (Object) holds(x, y);
    }

    private boolean holds(long x, long y) {
        return switch (operator) {
            case EQUAL -> x == y;
            case NOT_EQUAL -> x != y;
            case LESS -> x < y;
            case LESS_OR_EQUAL -> x <= y;
            case GREATER -> x > y;
            case GREATER_OR_EQUAL -> x >= y;
        };
    }

    @Override
    public Type type() {
        return Type.BOOLEAN;
    }

    @Override
    public int precedence() {
        return COMPARISON;
    }

    @Override
    public List<Expr> children() {
        return List.of(left, right);
    }

    @Override
    public String toString() {
        return left.beside(COMPARISON) + " " + operator.symbol + " " + right.beside(COMPARISON + 1);
    }
}
