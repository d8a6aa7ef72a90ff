package dev.leat.core.filter;

import java.util.ArrayList;
import java.util.List;

/** Splits an expression into tokens. A sign is a token of its own: what it means, the parser knows. */
final class Lexer {

    private static final List<String> SYMBOLS =
            List.of("!=", "<>", "<=", ">=", "=", "<", ">", "(", ")", ",", "+", "-", "*", "/", "%");

    private final Source source;
    private final String text;
    private int at;

    private Lexer(Source source) {
        this.source = source;
        this.text = source.text();
    }

    /** All tokens, the last of them the end. */
    static List<Token> tokens(Source source) {
        Lexer lexer = new Lexer(source);
        List<Token> tokens = new ArrayList<>();
        do {
            tokens.add(lexer.next());
        } while (tokens.get(tokens.size() - 1).kind() != Token.Kind.END);
        return tokens;
    }

    private Token next() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        int start = at;
        if (start == text.length()) {
            return new Token(Token.Kind.END, "", start, start);
        }
        char c = text.charAt(start);
        if (c == '\'' || c == '"') {
            return string(c);
        }
        if (isWord(c)) {
            return word();
        }
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, start)) {
                at += symbol.length();
                return new Token(Token.Kind.SYMBOL, symbol, start, at);
            }
        }
        throw source.error(start, "'" + Character.toString(text.codePointAt(start)) + "' means nothing here" + hint(c));
    }

    private static String hint(char c) {
        return switch (c) {
            case '&' -> "; write AND";
            case '|' -> "; write OR";
            case '!' -> "; write NOT, or != between values";
            case '.' -> "; CESQL sees attributes only, not what is within them or within data";
            default -> "";
        };
    }

    private Token word() {
        int start = at;
        boolean digits = true;
        while (at < text.length() && isWord(text.charAt(at))) {
            digits &= Character.isDigit(text.charAt(at++));
        }
        return new Token(digits ? Token.Kind.INTEGER : Token.Kind.WORD, text.substring(start, at), start, at);
    }

    private static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }

    /** A backslash before the literal's own quote escapes it; every other is itself. */
    private Token string(char quote) {
        int start = at++;
        StringBuilder content = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            char c = text.charAt(at++);
            boolean paired = c == '\\' && at < text.length();
            if (!paired || text.charAt(at) != quote) {
                content.append(c);
            }
            if (paired) {
                content.append(text.charAt(at++));
            }
        }
        if (at == text.length()) {
            throw source.error(start, "this string has no end; expected " + quote);
        }
        return new Token(Token.Kind.STRING, content.toString(), start, ++at);
    }
}
