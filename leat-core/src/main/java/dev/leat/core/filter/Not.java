package dev.leat.core.filter;

import java.util.List;

/**
 * Logical negation.
 *
 * <p>The published conformance suite has {@code NOT} refuse an Integer, although section 3.7 casts 10 to true elsewhere:
 * the suite is followed. {@code NOT} binds tighter than any comparison, so {@code NOT total = 5} is such a refused slip.
 */
record Not(Expr operand) implements Expr {

    @Override
    public Code code() {
        Code code = operand.code();
        return event -> {
            Object value = code.run(event);
            if (value instanceof Failure failure) {
                return failure.within(Type.BOOLEAN);
            }
            Object bool = value instanceof Integer ? value : Values.bool(value);
            return bool instanceof Boolean ? (Object) (bool == Boolean.FALSE) : Failure.noBoolean(value, true);
        };
    }

    @Override
    public Type type() {
        return Type.BOOLEAN;
    }

    @Override
    public int precedence() {
        return isMatch() ? MATCH : UNARY;
    }

    @Override
    public List<Expr> children() {
        return List.of(operand);
    }

    private boolean isMatch() {
        return operand instanceof Like || operand instanceof In;
    }

    @Override
    public String toString() {
        return operand instanceof Like like
                ? like.text("NOT LIKE")
                : operand instanceof In in ? in.text("NOT IN") : "NOT " + operand.beside(UNARY);
    }
}
