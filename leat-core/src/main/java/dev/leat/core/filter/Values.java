package dev.leat.core.filter;

import dev.leat.core.Rfc3339;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Locale;

/** The values of CESQL: String, Integer, Boolean; and how they are cast to each other (section 3.7). */
final class Values {

    /** What is no whole number of 32 bits, where a number is expected. */
    static final long NO_NUMBER = Long.MIN_VALUE;

    private Values() {}

    /** An attribute's value as CESQL sees it, as {@link Attributes} says. */
    static Object seen(Object value) {
        if (value instanceof String || value instanceof Integer) {
            return value;
        }
        if (value instanceof Boolean bool) {
            return bool ? Boolean.TRUE : Boolean.FALSE; // so that they can be compared by identity
        }
        if (value instanceof Long || value instanceof Short || value instanceof Byte) {
            long number = ((Number) value).longValue();
            return number == (int) number ? (Object) (int) number : Long.toString(number);
        }
        if (value instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        return value instanceof OffsetDateTime time ? Rfc3339.format(time) : value.toString();
    }

    static String text(Object value) {
        return value instanceof String text ? text : value.toString();
    }

    /** Cast to Integer, or {@link #NO_NUMBER}. */
    static long number(Object value) {
        return value instanceof Integer number
                ? number
                : value instanceof String text ? number(text) : value == Boolean.TRUE ? 1 : 0;
    }

    private static long number(String text) {
        int length = text.length();
        int digits = length > 0 && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
        if (digits == length) {
            return NO_NUMBER;
        }
        long number = 0;
        for (int i = digits; i < length; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || number > Integer.MAX_VALUE) {
                return NO_NUMBER;
            }
            number = 10 * number + digit;
        }
        number = text.charAt(0) == '-' ? -number : number;
        return number == (int) number ? number : NO_NUMBER;
    }

    /** Cast to Boolean, or a Failure whose value is that of the failed cast, false. */
    static Object bool(Object value) {
        if (value instanceof Boolean) {
            return value;
        }
        if (value instanceof Integer number) {
            return number != 0;
        }
        String text = (String) value;
        boolean yes = isWord("true", text);
        return yes || isWord("false", text) ? (Object) yes : Failure.noBoolean(value, false);
    }

    private static boolean isWord(String word, String text) {
        return text.length() == word.length() && text.toLowerCase(Locale.ROOT).equals(word);
    }

    /** Cast to a type, or a Failure with the type's zero value. */
    static Object cast(Object value, Type type) {
        return switch (type) {
            case ANY -> value;
            case STRING -> text(value);
            case BOOLEAN -> bool(value);
            case INTEGER -> {
                long number = number(value);
                yield number == NO_NUMBER ? Failure.noNumber(value, 0) : (Object) (int) number;
            }
        };
    }
}
