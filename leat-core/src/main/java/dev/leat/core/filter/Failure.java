package dev.leat.core.filter;

/**
 * Why an expression could not be evaluated for an event (section 3.3); an event on which a filter fails does not pass it.
 * Immutable, thread-safe. Not an exception: streams of mixed types fail filters all the time.
 */
public final class Failure {

    /** The kinds of errors that CESQL tells apart; unknown functions and other errors of form are found when it is read. */
    public enum Kind {
        MISSING_ATTRIBUTE,
        CAST,
        MATH,
        FUNCTION_EVALUATION
    }

    private static final int MOST_SHOWN = 100;

    private final Kind kind;
    private final Object value;
    private final Object subject;
    private final String problem;

    private Failure(Kind kind, Object value, Object subject, String problem) {
        this.kind = kind;
        this.value = value;
        this.subject = subject;
        this.problem = problem;
    }

    static Failure missing(String attribute) {
        return new Failure(Kind.MISSING_ATTRIBUTE, false, attribute, "is an attribute that the event does not have");
    }

    static Failure noNumber(Object subject, Object value) {
        return new Failure(Kind.CAST, value, subject, "is no whole number of 32 bits");
    }

    static Failure noBoolean(Object subject, Object value) {
        return new Failure(Kind.CAST, value, subject, "is neither true nor false");
    }

    static Failure outOfRange(long result, Object value) {
        return new Failure(Kind.MATH, value, result, "does not fit into a whole number of 32 bits");
    }

    static Failure byZero(Object dividend) {
        return new Failure(Kind.MATH, 0, dividend, "cannot be divided by 0");
    }

    static Failure argument(Object argument, String problem, Object value) {
        return new Failure(Kind.FUNCTION_EVALUATION, value, argument, problem);
    }

    public Kind kind() {
        return kind;
    }

    /** The value that failed, and why. */
    public String message() {
        String shown = subject.toString();
        shown = shown.length() <= MOST_SHOWN ? shown : shown.substring(0, MOST_SHOWN) + "…";
        return (subject instanceof String ? "'" + shown + "'" : shown) + " " + problem;
    }

    /** What the specification says the failed expression evaluates to all the same. */
    Object value() {
        return value;
    }

    /** This failure as that of an expression around the failed one: it evaluates to its type's zero value. */
    Failure within(Type around) {
        return value.equals(around.zero()) ? this : new Failure(kind, around.zero(), subject, problem);
    }

    @Override
    public String toString() {
        return kind + ": " + message();
    }
}
