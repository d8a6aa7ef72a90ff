package dev.leat.core.filter;

import dev.leat.core.LeatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The comparisons of attributes with texts that the Subscriptions API calls exact, prefix and suffix. */
enum Matches {
    EXACT,
    PREFIX,
    SUFFIX;

    static Expr equal(String name, Literal value) {
        return new Comparison(Comparison.Operator.EQUAL, new Attribute(name), value);
    }

    /** All of some attributes' matches. */
    static Expr all(String field, Matches matches, Map<String, String> texts) {
        if (texts.isEmpty()) {
            throw new LeatException.Invalid(field, "names no attribute; give one at least");
        }
        List<Expr> all = new ArrayList<>();
        texts.forEach((name, text) -> all.add(matches.match(field, name, text)));
        return Logic.of(Logic.Operator.AND, all);
    }

    Expr match(String field, String name, String text) {
        Names.check(field, name);
        if (text.isEmpty()) {
            throw new LeatException.Invalid(field, "'" + name + "' has an empty text; give a character at least");
        }
        return switch (this) {
            case EXACT -> equal(name, new Literal(text));
            case PREFIX -> like(name, text, escaped(text) + "%", !text.endsWith("\\"), Function.LEFT);
            case SUFFIX -> like(name, text, "%" + escaped(text), true, Function.RIGHT);
        };
    }

    private static String escaped(String text) {
        return text.replace("%", "\\%").replace("_", "\\_");
    }

    /** LIKE has no way to write a backslash before a wildcard, nor every text: then that many characters are compared. */
    private static Expr like(String name, String text, String pattern, boolean plain, Function side) {
        Attribute attribute = new Attribute(name);
        return plain && Quotes.canWrite(pattern) && pattern.length() <= LikePattern.MOST_CHARS
                ? new Like(attribute, pattern)
                : new Comparison(
                        Comparison.Operator.EQUAL,
                        new Call(side, List.of(attribute, new Literal(Texts.length(text)))),
                        new Literal(text));
    }
}
