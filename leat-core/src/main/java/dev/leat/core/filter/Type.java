package dev.leat.core.filter;

/** The types of CESQL (section 3.1), and the one that is only known when an event is there. */
enum Type {
    STRING("a string"),
    INTEGER("a whole number"),
    BOOLEAN("true or false"),
    ANY("any value");

    final String words;

    Type(String words) {
        this.words = words;
    }

    static Type of(Object value) {
        return value instanceof String ? STRING : value instanceof Integer ? INTEGER : BOOLEAN;
    }

    /** What an expression of this type evaluates to where it cannot be evaluated. */
    Object zero() {
        return switch (this) {
            case STRING -> "";
            case INTEGER -> 0;
            case BOOLEAN, ANY -> false;
        };
    }
}
