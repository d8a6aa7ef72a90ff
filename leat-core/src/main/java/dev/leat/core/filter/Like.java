package dev.leat.core.filter;

import java.util.List;
import java.util.function.Predicate;

/** Whether text matches a pattern. */
record Like(Expr operand, String pattern) implements Expr {

    @Override
    public Code code() {
        Code code = operand.code();
        Predicate<String> matches = LikePattern.compile(pattern);
        return event -> {
            Object value = code.run(event);
            return value instanceof Failure failure
                    ? failure.within(Type.BOOLEAN)
                    : (Object) matches.test(Values.text(value));
        };
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
        return List.of(operand);
    }

    String text(String operator) {
        return operand.beside(MATCH) + " " + operator + " " + Quotes.write(pattern);
    }

    @Override
    public String toString() {
        return text("LIKE");
    }
}
