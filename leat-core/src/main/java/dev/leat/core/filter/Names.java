package dev.leat.core.filter;

import dev.leat.core.LeatException;
import java.util.Locale;
import java.util.Set;

/** What attributes may be called in a filter (section 2.2, and "Naming Conventions" of CloudEvents 1.0). */
final class Names {

    static final Set<String> REQUIRED = Set.of("specversion", "id", "source", "type");

    private static final Set<String> KEYWORDS =
            Set.of("AND", "OR", "XOR", "NOT", "LIKE", "IN", "EXISTS", "TRUE", "FALSE");

    private Names() {}

    static boolean isKeyword(String word) {
        return KEYWORDS.contains(word.toUpperCase(Locale.ROOT));
    }

    /** What is wrong with a name, or the empty text. */
    static String problem(String name) {
        boolean digits = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
                return "is no attribute's name: use lower-case letters and digits";
            }
            digits &= c <= '9';
        }
        return name.equals("data")
                ? "cannot be filtered on in CESQL, which sees attributes only"
                : isKeyword(name)
                        ? "is a word of CESQL, so that no filter can name an attribute so"
                        : digits ? "is no attribute's name: use a letter or more" : "";
    }

    static String check(String field, String name) {
        String problem = problem(name);
        if (!problem.isEmpty()) {
            throw new LeatException.Invalid(field, "'" + name + "' " + problem);
        }
        return name;
    }
}
