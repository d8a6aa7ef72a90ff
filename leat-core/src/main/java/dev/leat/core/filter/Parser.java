package dev.leat.core.filter;

import dev.leat.core.LeatException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads an expression by recursive descent (grammar: section 2; precedence, and from left to right where it is equal:
 * section 3.6). Nesting is counted, so that no input can exhaust the stack, here or where the tree is walked.
 */
final class Parser {

    private static final String A_VALUE = "an attribute, a value, a function or '('";

    private static final Map<String, Comparison.Operator> COMPARISONS = Map.of(
            "=", Comparison.Operator.EQUAL,
            "!=", Comparison.Operator.NOT_EQUAL,
            "<>", Comparison.Operator.NOT_EQUAL,
            "<", Comparison.Operator.LESS,
            "<=", Comparison.Operator.LESS_OR_EQUAL,
            ">", Comparison.Operator.GREATER,
            ">=", Comparison.Operator.GREATER_OR_EQUAL);
    private static final Map<String, Arithmetic.Operator> SUMS =
            Map.of("+", Arithmetic.Operator.PLUS, "-", Arithmetic.Operator.MINUS);
    private static final Map<String, Arithmetic.Operator> PRODUCTS =
            Map.of("*", Arithmetic.Operator.TIMES, "/", Arithmetic.Operator.DIVIDED, "%", Arithmetic.Operator.MODULO);

    private final Source source;
    private final List<Token> tokens;
    private int at;
    private int nesting;

    /** The depth of the tree that was read last. */
    private int depth;

    private Parser(Source source) {
        this.source = source;
        this.tokens = Lexer.tokens(source);
    }

    /**
     * @param field what errors name
     * @throws LeatException.Invalid with line and column
     */
    static Expr parse(String field, String text) {
        Filter.checkLength(field, text);
        Parser parser = new Parser(new Source(field, text));
        Expr expression = parser.logic();
        parser.expect(parser.peek().kind() == Token.Kind.END, "an operator or the end");
        return expression;
    }

    private Expr logic() {
        Expr left = comparison();
        for (Logic.Operator operator = logicOperator(); operator != null; operator = logicOperator()) {
            Token first = peek();
            List<Expr> operands = new ArrayList<>(List.of(left));
            int deepest = depth;
            while (logicOperator() == operator) {
                next();
                operands.add(comparison());
                deepest = Math.max(deepest, depth);
            }
            left = node(Logic.of(operator, operands), deepest, first);
        }
        return left;
    }

    private Logic.@Nullable Operator logicOperator() {
        Token token = peek();
        return Arrays.stream(Logic.Operator.values())
                .filter(operator -> token.isWord(operator.name()))
                .findFirst()
                .orElse(null);
    }

    private Expr comparison() {
        return chain(COMPARISONS, this::sum, Comparison::new);
    }

    private Expr sum() {
        return chain(SUMS, this::product, Arithmetic::new);
    }

    private Expr product() {
        return chain(PRODUCTS, this::match, Arithmetic::new);
    }

    private interface Join<T> {
        Expr of(T operator, Expr left, Expr right);
    }

    private <T> Expr chain(Map<String, T> operators, Supplier<Expr> operand, Join<T> join) {
        Expr left = operand.get();
        for (T operator = symbol(operators); operator != null; operator = symbol(operators)) {
            Token token = next();
            int below = depth;
            Expr right = operand.get();
            left = node(join.of(operator, left, right), Math.max(below, depth), token);
        }
        return left;
    }

    private <T> @Nullable T symbol(Map<String, T> operators) {
        return peek().kind() == Token.Kind.SYMBOL ? operators.get(peek().text()) : null;
    }

    /** LIKE and IN stand behind what they match. */
    private Expr match() {
        Expr left = unary();
        while (peek().isWord("LIKE") || peek().isWord("IN") || peek().isWord("NOT")) {
            Token token = peek();
            boolean negated = token.isWord("NOT");
            at += negated ? 1 : 0;
            int below = depth;
            if (peek().isWord("LIKE")) {
                next();
                left = node(new Like(left, pattern()), below, token);
            } else {
                expect(peek().isWord("IN"), "LIKE or IN behind this NOT");
                next();
                expect(peek().is("("), "'(' and the values, as in IN ('a', 'b')");
                List<Expr> set = list(Filter.MOST_VALUES);
                expect(!set.isEmpty(), A_VALUE);
                left = node(new In(left, set), Math.max(below, depth), token);
            }
            left = negated ? node(new Not(left), depth, token) : left;
        }
        return left;
    }

    private String pattern() {
        expect(peek().kind() == Token.Kind.STRING, "the pattern, a string in quotes");
        Token pattern = next();
        if (pattern.text().length() > LikePattern.MOST_CHARS) {
            throw source.error(
                    pattern.start(), "a pattern of LIKE has at most " + LikePattern.MOST_CHARS + " characters");
        }
        return pattern.text();
    }

    private Expr unary() {
        Token token = peek();
        if (token.isWord("NOT")) {
            next();
            return node(new Not(nested(token, this::unary)), depth, token);
        }
        if (token.is("-") || token.is("+")) {
            Token behind = tokens.get(at + 1);
            if (behind.kind() == Token.Kind.INTEGER && behind.start() == token.end()) {
                at += 2;
                return integer(token, token.text() + behind.text());
            }
        }
        if (token.is("-")) {
            next();
            return node(new Negate(nested(token, this::unary)), depth, token);
        }
        return primary();
    }

    private Expr primary() {
        Token token = next();
        depth = 1;
        if (token.kind() == Token.Kind.STRING) {
            return new Literal(token.text());
        }
        if (token.kind() == Token.Kind.INTEGER) {
            return integer(token, token.text());
        }
        if (token.is("(")) {
            Expr inner = nested(token, this::logic);
            expect(peek().is(")"), "an operator or ')'");
            next();
            return inner;
        }
        if (token.isWord("TRUE") || token.isWord("FALSE")) {
            return new Literal(token.isWord("TRUE"));
        }
        if (token.isWord("EXISTS")) {
            expect(peek().kind() == Token.Kind.WORD, "an attribute's name");
            return new Exists(name(next()));
        }
        at--;
        expect(token.kind() == Token.Kind.WORD && !token.isKeyword(), A_VALUE);
        at++;
        return peek().is("(") ? call(token) : new Attribute(name(token));
    }

    private Expr integer(Token first, String text) {
        long number = Values.number(text);
        if (number == Values.NO_NUMBER) {
            throw source.error(first.start(), "a whole number lies between -2147483648 and 2147483647");
        }
        depth = 1;
        return new Literal((int) number);
    }

    private String name(Token token) {
        String name = token.text().toLowerCase(Locale.ROOT);
        String problem = Names.problem(name);
        if (!problem.isEmpty()) {
            throw source.error(token.start(), token + " " + problem);
        }
        return name;
    }

    private Expr call(Token name) {
        List<Expr> arguments = list(Integer.MAX_VALUE);
        if (name.isWord(Holds.NAME) && arguments.size() == 1) {
            return node(new Holds(arguments.get(0)), depth, name);
        }
        Function function = Function.named(name.text())
                .orElseThrow(() -> noFunction(
                        name,
                        "; there are " + Arrays.toString(Function.values()).replaceAll("[\\[\\]]", "")));
        if (!function.takes(arguments.size())) {
            throw noFunction(name, " of arity " + arguments.size() + "; it takes " + function.arity());
        }
        return node(new Call(function, arguments), depth, name);
    }

    private LeatException noFunction(Token name, String more) {
        return source.error(name.start(), "there is no function " + name + more);
    }

    /** Expressions in parentheses; {@link #depth} is the deepest one's. */
    private List<Expr> list(int most) {
        List<Expr> all = new ArrayList<>();
        int deepest = 0;
        Token open = next();
        while (!peek().is(")") || !all.isEmpty()) {
            all.add(nested(open, this::logic));
            deepest = Math.max(deepest, depth);
            if (all.size() > most) {
                throw source.error(open.start(), "a set has at most " + most + " values");
            }
            expect(peek().is(",") || peek().is(")"), "an operator, ',' or ')'");
            if (next().is(")")) {
                depth = deepest;
                return all;
            }
        }
        next();
        depth = 0;
        return all;
    }

    private Expr nested(Token token, Supplier<Expr> inner) {
        checkDepth(++nesting, token);
        Expr expression = inner.get();
        nesting--;
        return expression;
    }

    private Expr node(Expr expression, int below, Token token) {
        checkDepth(below + 1, token);
        Expr folded = expression.folded();
        depth = folded instanceof Literal ? 1 : below + 1;
        return folded;
    }

    private void checkDepth(int deep, Token token) {
        if (deep > Filter.MOST_DEPTH) {
            throw source.error(
                    token.start(), "nested deeper than " + Filter.MOST_DEPTH + "; use parentheses and NOT less, or IN");
        }
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token next() {
        return tokens.get(at++);
    }

    private void expect(boolean met, String what) {
        if (!met) {
            String hint = peek().is("=") ? "; equality is one '='" : "";
            throw source.error(peek().start(), "expected " + what + ", found " + peek() + hint);
        }
    }
}
