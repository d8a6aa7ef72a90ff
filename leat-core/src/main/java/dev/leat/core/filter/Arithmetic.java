package dev.leat.core.filter;

import java.util.List;

/** A binary operator on whole numbers; a result beyond 32 bits is no Integer (section 3.1) and so an error. */
record Arithmetic(Operator operator, Expr left, Expr right) implements Expr {

    enum Operator {
        TIMES("*", PRODUCT),
        DIVIDED("/", PRODUCT),
        MODULO("%", PRODUCT),
        PLUS("+", SUM),
        MINUS("-", SUM);

        final String symbol;
        final int precedence;

        Operator(String symbol, int precedence) {
            this.symbol = symbol;
            this.precedence = precedence;
        }
    }

    @Override
    public Code code() {
        Code leftCode = left.code();
        Code rightCode = right.code();
        return event -> {
            Object a = leftCode.run(event);
            if (a instanceof Failure failure) {
                return failure.within(Type.INTEGER);
            }
            Object b = rightCode.run(event);
            if (b instanceof Failure failure) {
                return failure.within(Type.INTEGER);
            }
            long x = Values.number(a);
            long y = Values.number(b);
            return x == Values.NO_NUMBER || y == Values.NO_NUMBER
                    ? Failure.noNumber(x == Values.NO_NUMBER ? a : b, 0)
                    : result(x, y);
        };
    }

    private Object result(long x, long y) {
        return switch (operator) {
            case TIMES -> fitting(x * y);
            case PLUS -> fitting(x + y);
            case MINUS -> fitting(x - y);
            case DIVIDED -> y == 0 ? Failure.byZero(x) : fitting(x / y);
            case MODULO -> y == 0 ? Failure.byZero(x) : fitting(x % y);
        };
    }

    static Object fitting(long result) {
        return result == (int) result ? (Object) (int) result : Failure.outOfRange(result, 0);
    }

    @Override
    public Type type() {
        return Type.INTEGER;
    }

    @Override
    public int precedence() {
        return operator.precedence;
    }

    @Override
    public List<Expr> children() {
        return List.of(left, right);
    }

    @Override
    public String toString() {
        return left.beside(precedence()) + " " + operator.symbol + " " + right.beside(precedence() + 1);
    }
}
