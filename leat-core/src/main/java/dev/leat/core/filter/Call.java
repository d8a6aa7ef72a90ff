package dev.leat.core.filter;

import java.util.List;
import java.util.stream.Collectors;

/** A call of a function, with as many arguments as it takes. */
record Call(Function function, List<Expr> arguments) implements Expr {

    /** The most characters that one call takes: what no event can hold, so that no filter can fill the memory. */
    static final int MOST_CHARS = 1_000_000;

    Call {
        arguments = List.copyOf(arguments);
    }

    @Override
    public Code code() {
        Code[] codes = arguments.stream().map(Expr::code).toArray(Code[]::new);
        return event -> {
            Object[] values = new Object[codes.length];
            long characters = 0;
            for (int i = 0; i < codes.length; i++) {
                Object value = codes[i].run(event);
                if (!(value instanceof Failure)) {
                    value = Values.cast(value, function.parameter(i));
                }
                if (value instanceof Failure failure) {
                    return failure.within(function.result);
                }
                characters += value instanceof String text ? text.length() : 0;
                if (characters > MOST_CHARS) {
                    return Failure.argument(
                            characters, "characters are too many for " + function, function.result.zero());
                }
                values[i] = value;
            }
            return function.apply(values);
        };
    }

    @Override
    public Type type() {
        return function.result;
    }

    @Override
    public int precedence() {
        return PRIMARY;
    }

    @Override
    public List<Expr> children() {
        return arguments;
    }

    @Override
    public String toString() {
        return function + arguments.stream().map(Expr::toString).collect(Collectors.joining(", ", "(", ")"));
    }
}
