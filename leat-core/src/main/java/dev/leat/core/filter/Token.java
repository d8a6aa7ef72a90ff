package dev.leat.core.filter;

/**
 * A part of an expression as it is written.
 *
 * @param text a string's content, without quotes and escapes; otherwise the part itself
 * @param start the index of its first character
 * @param end the index behind its last character
 */
record Token(Kind kind, String text, int start, int end) {

    enum Kind {
        WORD,
        INTEGER,
        STRING,
        SYMBOL,
        END
    }

    boolean is(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    /** Whether it is this word, a keyword in upper case. */
    boolean isWord(String keyword) {
        return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
    }

    boolean isKeyword() {
        return kind == Kind.WORD && Names.isKeyword(text);
    }

    @Override
    public String toString() {
        return kind == Kind.END ? "the end" : kind == Kind.STRING ? "a string" : "'" + text + "'";
    }
}
