package dev.leat.log.format;

import dev.leat.core.Rfc3339;
import java.net.URI;
import java.time.OffsetDateTime;

/** Values of attributes: a byte for the type, a length, the bytes; numbers and booleans too, they are rare. */
final class AttributeValue {

    private static final int STRING = 0;
    private static final int INTEGER = 1;
    private static final int BOOLEAN = 2;
    private static final int URI_REFERENCE = 3;
    private static final int TIMESTAMP = 4;
    private static final int BINARY = 5;

    private AttributeValue() {}

    static void write(Object value, ByteWriter out) {
        if (value instanceof String text) {
            out.u8(STRING);
            out.text(text);
        } else if (value instanceof Integer number) {
            out.u8(INTEGER);
            out.text(number.toString());
        } else if (value instanceof Boolean bool) {
            out.u8(BOOLEAN);
            out.text(bool.toString());
        } else if (value instanceof URI uri) {
            out.u8(URI_REFERENCE);
            out.text(uri.toString());
        } else if (value instanceof OffsetDateTime time) {
            out.u8(TIMESTAMP);
            out.text(Rfc3339.format(time));
        } else {
            out.u8(BINARY);
            out.block((byte[]) value);
        }
    }

    static Object read(ByteReader in) {
        int type = in.u8();
        return switch (type) {
            case STRING -> in.text();
            case INTEGER -> Integer.valueOf(in.text());
            case BOOLEAN -> Boolean.valueOf(in.text());
            case URI_REFERENCE -> URI.create(in.text());
            case TIMESTAMP -> OffsetDateTime.parse(in.text());
            case BINARY -> in.block();
            default -> throw new IndexOutOfBoundsException("a value of type " + type);
        };
    }

    static void skip(ByteReader in) {
        in.u8();
        in.skip(in.size());
    }
}
