package dev.leat.core;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * What an event must be for a hub to take it: CloudEvents 1.0, sections "Required Attributes", "Type System" and "Naming
 * Conventions", and Leat's limit of size.
 */
public final class EventRules {

    /** The most bytes of one event: attributes' names and values in UTF-8, and data. */
    public static final int MOST_BYTES = 1_000_000;

    /** The most bytes of all events of one append together. */
    public static final int MOST_APPEND_BYTES = 16 * 1024 * 1024;

    /** The longest form of a time, 2026-11-01T09:30:00.123456789+01:00, and its name. */
    private static final int MOST_TIME_BYTES = 39;

    private EventRules() {}

    /**
     * Checks any CloudEvent.
     *
     * @return its size in bytes
     * @throws LeatException.Invalid naming the attribute that is wrong
     */
    public static int check(CloudEvent event) {
        if (event.getSpecVersion() != SpecVersion.V1) {
            throw new LeatException.Invalid(
                    "specversion", event.getSpecVersion() + " is not 1.0; convert the event first");
        }
        notEmpty("id", event.getId());
        notEmpty("type", event.getType());
        if (event.getSource() == null || event.getSource().toString().isEmpty()) {
            throw new LeatException.Invalid("source", "is empty; give a URI reference, as in /shop");
        }
        if (event.getSubject() != null) {
            notEmpty("subject", event.getSubject());
        }
        if (event.getTime() != null) {
            writable("time", event.getTime());
        }
        long bytes = size(event);
        if (bytes > MOST_BYTES) {
            throw new LeatException.Invalid(
                    "event",
                    "the one with id " + shortened(event.getId()) + " has " + bytes + " bytes; the most is "
                            + MOST_BYTES + ": publish a reference to large data instead");
        }
        return (int) bytes;
    }

    private static String shortened(String id) {
        return id.length() <= 100 ? id : id.substring(0, 100) + "…";
    }

    /** Bytes of an event as its limit counts them, of one that may be beyond it: names and values of attributes, and data. */
    public static long size(CloudEvent event) {
        URI schema = event.getDataSchema();
        long bytes = size("id", event.getId())
                + size("source", event.getSource().toString())
                + size("type", event.getType())
                + size("subject", event.getSubject())
                + size("datacontenttype", event.getDataContentType())
                + size("dataschema", schema == null ? null : schema.toString())
                + (event.getTime() == null ? 0 : MOST_TIME_BYTES);
        for (String name : event.getExtensionNames()) {
            extensionName(name);
            Object value = extensionValue(name, event.getExtension(name));
            if (value instanceof OffsetDateTime time) {
                writable(name, time);
            }
            bytes += value instanceof byte[] binary ? name.length() + binary.length : size(name, value.toString());
        }
        CloudEventData data = event.getData();
        return data == null ? bytes : bytes + data.toBytes().length;
    }

    private static void writable(String name, OffsetDateTime time) {
        if (time.getYear() < 0 || time.getYear() > 9999 || time.getOffset().getTotalSeconds() % 60 != 0) {
            throw new LeatException.Invalid(
                    name, time + " has no form in RFC 3339: use years 0 to 9999, and offsets of whole minutes");
        }
    }

    /** Bytes in UTF-8 of an attribute's name, which is ASCII, and its value. */
    private static long size(String name, @Nullable String value) {
        if (value == null) {
            return 0;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x20 || c > 0x7E) {
                return unusual(name, value, i);
            }
        }
        return (long) name.length() + value.length();
    }

    /** As {@link #size(String, String)}, of a value that is not ASCII alone. */
    private static long unusual(String name, String value, int from) {
        long bytes = (long) name.length() + value.length();
        for (int i = from; i < value.length(); i++) {
            char c = value.charAt(i);
            bytes += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            if (Character.isISOControl(c)) {
                throw new LeatException.Invalid(
                        name,
                        String.format("has the control character U+%04X at index %d", (int) c, i)
                                + ", which CloudEvents forbid in attributes");
            }
            if (Character.isSurrogate(c)) {
                paired(name, value, i);
            }
        }
        return bytes;
    }

    private static void paired(String name, String value, int at) {
        boolean second = Character.isLowSurrogate(value.charAt(at));
        int other = second ? at - 1 : at + 1;
        if (other < 0
                || other == value.length()
                || !Character.isSurrogatePair(value.charAt(second ? other : at), value.charAt(second ? at : other))) {
            throw new LeatException.Invalid(
                    name, "has half a surrogate pair at index " + at + ", which is no character and cannot be stored");
        }
    }

    static String notEmpty(String field, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            throw new LeatException.Invalid(field, "is empty; CloudEvents want at least one character");
        }
        return value;
    }

    static void extensionName(String name) {
        boolean fits = !name.isEmpty();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            fits &= (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        }
        if (!fits || name.equals("data") || SpecVersion.V1.getAllAttributes().contains(name)) {
            throw new LeatException.Invalid(
                    "extension",
                    "'" + name + "' is no extension's name: use lower-case letters and digits,"
                            + " and no name of CloudEvents itself");
        }
    }

    /**
     * Reads a URI reference.
     *
     * @param field what the error names
     */
    public static URI uri(String field, String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new LeatException.Invalid(field, "'" + text + "' is not a URI reference: " + e.getReason());
        }
    }

    /** The value as CloudEvents' types have it: whole numbers of 32 bit become Integer. */
    public static Object extensionValue(String name, @Nullable Object value) {
        if (value instanceof String
                || value instanceof Integer
                || value instanceof Boolean
                || value instanceof URI
                || value instanceof OffsetDateTime
                || value instanceof byte[]) {
            return value;
        }
        if (value instanceof Long || value instanceof Short || value instanceof Byte) {
            long number = ((Number) value).longValue();
            if (number == (int) number) {
                return (int) number;
            }
        }
        throw new LeatException.Invalid(
                name,
                value + (value == null ? "" : " (" + value.getClass().getName() + ")")
                        + " is no value of an extension: use String, Boolean, Integer (32 bit), URI, OffsetDateTime or byte[]");
    }
}
