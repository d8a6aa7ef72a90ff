package dev.leat.core.filter;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The functions (section 3.5), and IS_INT and IS_BOOL of the drafts before it, which the public libraries have kept.
 * Characters are those of Unicode, not Java's.
 */
enum Function {
    LENGTH(Type.INTEGER, 1, 1, Type.STRING),
    CONCAT(Type.STRING, 0, Integer.MAX_VALUE, Type.STRING),
    CONCAT_WS(Type.STRING, 1, Integer.MAX_VALUE, Type.STRING),
    LOWER(Type.STRING, 1, 1, Type.STRING),
    UPPER(Type.STRING, 1, 1, Type.STRING),
    TRIM(Type.STRING, 1, 1, Type.STRING),
    LEFT(Type.STRING, 2, 2, Type.STRING, Type.INTEGER),
    RIGHT(Type.STRING, 2, 2, Type.STRING, Type.INTEGER),
    SUBSTRING(Type.STRING, 2, 3, Type.STRING, Type.INTEGER),
    ABS(Type.INTEGER, 1, 1, Type.INTEGER),
    INT(Type.INTEGER, 1, 1, Type.INTEGER),
    BOOL(Type.BOOLEAN, 1, 1, Type.BOOLEAN),
    STRING(Type.STRING, 1, 1, Type.STRING),
    IS_INT(Type.BOOLEAN, 1, 1, Type.STRING),
    IS_BOOL(Type.BOOLEAN, 1, 1, Type.STRING);

    final Type result;
    private final int least;
    private final int most;
    private final Type first;
    private final Type following;

    Function(Type result, int least, int most, Type parameters) {
        this(result, least, most, parameters, parameters);
    }

    Function(Type result, int least, int most, Type first, Type following) {
        this.result = result;
        this.least = least;
        this.most = most;
        this.first = first;
        this.following = following;
    }

    static Optional<Function> named(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return Arrays.stream(values()).filter(f -> f.name().equals(upper)).findFirst();
    }

    boolean takes(int arguments) {
        return arguments >= least && arguments <= most;
    }

    /** How many arguments it takes, in words. */
    String arity() {
        return least == most
                ? Integer.toString(least)
                : most == Integer.MAX_VALUE ? least + " or more" : least + " or " + most;
    }

    /** What an argument is cast to. */
    Type parameter(int argument) {
        return argument == 0 ? first : following;
    }

    /** Applies it to arguments of its parameters' types; gives a value or a Failure. */
    Object apply(Object[] args) {
        return switch (this) {
            case LENGTH -> Texts.length((String) args[0]);
            case CONCAT -> Texts.join("", args, 0);
            case CONCAT_WS -> Texts.join((String) args[0], args, 1);
            case LOWER -> ((String) args[0]).toLowerCase(Locale.ROOT);
            case UPPER -> ((String) args[0]).toUpperCase(Locale.ROOT);
            case TRIM -> Texts.trim((String) args[0]);
            case LEFT -> Texts.left((String) args[0], (int) args[1]);
            case RIGHT -> Texts.right((String) args[0], (int) args[1]);
            case SUBSTRING ->
                Texts.substring((String) args[0], (int) args[1], args.length == 2 ? Integer.MAX_VALUE : (int) args[2]);
            case ABS -> abs((int) args[0]);
            case INT, BOOL, STRING -> args[0]; // the cast was all there is to do
            case IS_INT -> Values.number(args[0]) != Values.NO_NUMBER;
            case IS_BOOL -> Values.bool(args[0]) instanceof Boolean;
        };
    }

    private static Object abs(int number) {
        return number == Integer.MIN_VALUE
                ? Failure.outOfRange(-(long) number, Integer.MAX_VALUE)
                : (Object) Math.abs(number);
    }
}
