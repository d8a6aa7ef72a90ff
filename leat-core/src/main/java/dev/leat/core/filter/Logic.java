package dev.leat.core.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Two or more operands joined by one logical operator. The three operators bind equally (section 3.6), so that where they
 * are mixed, this is written with parentheses.
 */
record Logic(Operator operator, List<Expr> operands) implements Expr {

    enum Operator {
        AND,
        OR,
        XOR
    }

    Logic {
        operands = List.copyOf(operands);
    }

    /** Joins; operands of the same operator join as their own operands, which is the same to every event. */
    static Expr of(Operator operator, List<Expr> operands) {
        List<Expr> all = new ArrayList<>(operands.size());
        for (Expr operand : operands) {
            if (operand instanceof Logic logic && logic.operator == operator) {
                all.addAll(logic.operands);
            } else {
                all.add(operand);
            }
        }
        return all.size() == 1 ? all.get(0) : new Logic(operator, all).folded();
    }

    @Override
    public Code code() {
        Code[] codes = operands.stream().map(Logic::operand).toArray(Code[]::new);
        return operator == Operator.XOR
                ? event -> xor(codes, event)
                : untilFirst(operator == Operator.AND ? Boolean.FALSE : Boolean.TRUE, codes);
    }

    /** An operand, cast to Boolean. */
    static Code operand(Expr operand) {
        Code code = operand.code();
        if (operand.type() == Type.BOOLEAN) {
            return code;
        }
        return event -> {
            Object value = code.run(event);
            return value instanceof Failure failure ? failure.within(Type.BOOLEAN) : Values.bool(value);
        };
    }

    /** Ends at the first operand that decides, or fails. */
    private static Code untilFirst(Boolean deciding, Code[] codes) {
        Boolean other = !deciding;
        return event -> {
            for (Code code : codes) {
                Object value = code.run(event);
                if (value != other) {
                    return value;
                }
            }
            return other;
        };
    }

    private static Object xor(Code[] codes, Attributes event) {
        boolean odd = false;
        for (Code code : codes) {
            Object value = code.run(event);
            if (value instanceof Failure) {
                return value;
            }
            odd ^= value == Boolean.TRUE;
        }
        return odd;
    }

    @Override
    public Type type() {
        return Type.BOOLEAN;
    }

    @Override
    public int precedence() {
        return LOGIC;
    }

    @Override
    public List<Expr> children() {
        return operands;
    }

    @Override
    public String toString() {
        return operands.stream()
                .map(operand -> operand.beside(COMPARISON))
                .collect(Collectors.joining(" " + operator + " "));
    }
}
