package dev.leat.kafka.records;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What media types say of events: whether one stands in a record's value, in which format, in which characters. */
final class MediaTypes {

    private static final String EVENT = "application/cloudevents";
    private static final String JSON_EVENT = "application/cloudevents+json";
    private static final String CHARSET = "charset=";

    private MediaTypes() {}

    /** Whether it is one of CloudEvents' own: structured mode, or a batch. */
    static boolean isEvent(@Nullable String type) {
        return type != null && type.regionMatches(true, 0, EVENT, 0, EVENT.length());
    }

    /** Whether it is one event in JSON. */
    static boolean isJsonEvent(String type) {
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().equalsIgnoreCase(JSON_EVENT);
    }

    /** The characters that a type's parameter names, UTF-8 without one; null if there are none of that name. */
    static @Nullable Charset charset(String type) {
        String[] parts = type.split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i].strip();
            if (part.toLowerCase(Locale.ROOT).startsWith(CHARSET)) {
                return named(part.substring(CHARSET.length()).replace("\"", "").strip());
            }
        }
        return StandardCharsets.UTF_8;
    }

    private static @Nullable Charset named(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return null;
        }
    }

    /**
     * The type of data that nobody named. JSON, if its first and last characters are brackets that belong together: it is
     * not parsed; else plain text, if it is UTF-8 without control characters but tabs and line breaks; else bytes.
     */
    static String guess(byte[] data) {
        String text = Texts.utf8(data);
        if (text == null
                || text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r')) {
            return "application/octet-stream";
        }
        String trimmed = text.strip();
        return isBracketed(trimmed, '{', '}') || isBracketed(trimmed, '[', ']') ? "application/json" : "text/plain";
    }

    private static boolean isBracketed(String text, char first, char last) {
        return text.length() >= 2 && text.charAt(0) == first && text.charAt(text.length() - 1) == last;
    }
}
