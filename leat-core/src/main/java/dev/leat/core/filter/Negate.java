package dev.leat.core.filter;

import java.util.List;

/** Minus. */
record Negate(Expr operand) implements Expr {

    @Override
    public Code code() {
        Code code = operand.code();
        return event -> {
            Object value = code.run(event);
            if (value instanceof Failure failure) {
                return failure.within(Type.INTEGER);
            }
            long number = Values.number(value);
            return number == Values.NO_NUMBER ? Failure.noNumber(value, 0) : Arithmetic.fitting(-number);
        };
    }

    @Override
    public Type type() {
        return Type.INTEGER;
    }

    @Override
    public int precedence() {
        return UNARY;
    }

    @Override
    public List<Expr> children() {
        return List.of(operand);
    }

    @Override
    public String toString() {
        return "-" + operand.beside(UNARY);
    }
}
