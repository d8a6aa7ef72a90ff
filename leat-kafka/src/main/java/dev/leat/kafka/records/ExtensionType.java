package dev.leat.kafka.records;

import dev.leat.core.Rfc3339;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The types of CloudEvents beside String.
 *
 * <p>Headers are texts. So that extensions are read with the types they were published with, one more header lists the
 * names of those that are no strings: {@code size=integer,due=timestamp}. Other readers see texts in CloudEvents' own forms.
 */
enum ExtensionType {
    BOOLEAN,
    INTEGER,
    URI,
    TIMESTAMP,
    BINARY;

    private static final ExtensionType[] ALL = values();

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The type of a value, or null if it is a string. */
    static @Nullable ExtensionType of(Object value) {
        return value instanceof String
                ? null
                : value instanceof Integer
                        ? INTEGER
                        : value instanceof Boolean
                                ? BOOLEAN
                                : value instanceof URI ? URI : value instanceof OffsetDateTime ? TIMESTAMP : BINARY;
    }

    /** A value as text, as CloudEvents write it. */
    static String text(Object value) {
        return value instanceof byte[] binary
                ? Base64.getEncoder().encodeToString(binary)
                : value instanceof OffsetDateTime time ? Rfc3339.format(time) : value.toString();
    }

    /** Adds an extension to a list of types. */
    void list(String extension, StringBuilder types) {
        types.append(types.isEmpty() ? "" : ",").append(extension).append('=').append(word);
    }

    /** The type that a list gives to an extension, or null if none. */
    static @Nullable ExtensionType find(String extension, String types) {
        for (int at = 0; at < types.length(); ) {
            int comma = types.indexOf(',', at);
            int end = comma < 0 ? types.length() : comma;
            int word = at + extension.length() + 1;
            if (types.startsWith(extension, at) && word < end && types.charAt(word - 1) == '=') {
                return named(types.substring(word, end));
            }
            at = end + 1;
        }
        return null;
    }

    private static @Nullable ExtensionType named(String word) {
        for (ExtensionType type : ALL) {
            if (type.word.equals(word)) {
                return type;
            }
        }
        return null;
    }

    /** The value that a text stands for; the text itself, if somebody else changed it so that it stands for none. */
    Object value(String text) {
        try {
            return switch (this) {
                case BOOLEAN -> text.equals("true") ? (Object) true : text.equals("false") ? false : text;
                case INTEGER -> Integer.valueOf(text);
                case URI -> java.net.URI.create(text);
                case TIMESTAMP -> Rfc3339.parse("time", text);
                case BINARY -> Base64.getDecoder().decode(text);
            };
        } catch (RuntimeException e) {
            return text;
        }
    }
}
