package dev.leat.log.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** UUIDs in the one text form that 16 bytes can give back: RFC 9562, lower case. */
final class Uuids {

    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    /** The value of each digit, -1 for other characters. A table, as random digits are what branches predict worst. */
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (int value = 0; value < 16; value++) {
            VALUES[DIGITS[value]] = (byte) value;
        }
    }

    private Uuids() {}

    /** Writes the 16 bytes of a UUID, or nothing and returns false if the text is none in this form. */
    static boolean write(String text, ByteWriter out) {
        if (text.length() != 36
                || text.charAt(8) != '-'
                || text.charAt(13) != '-'
                || text.charAt(18) != '-'
                || text.charAt(23) != '-') {
            return false;
        }
        long timeLow = digits(text, 0, 8);
        long timeMiddle = digits(text, 9, 13);
        long timeHigh = digits(text, 14, 18);
        long clock = digits(text, 19, 23);
        long node = digits(text, 24, 36);
        if ((timeLow | timeMiddle | timeHigh | clock | node) < 0) {
            return false;
        }
        out.u64(timeLow << 32 | timeMiddle << 16 | timeHigh);
        out.u64(clock << 48 | node);
        return true;
    }

    /** The bits that some digits, at most 15, stand for; negative if one is no digit. */
    private static long digits(String text, int start, int end) {
        long bits = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            bits = bits << 4 | (c < 128 ? VALUES[c] : -1);
        }
        return bits;
    }

    static String text(long most, long least) {
        byte[] text = new byte[36];
        int at = 0;
        for (int digit = 0; digit < 32; digit++) {
            if (digit == 8 || digit == 12 || digit == 16 || digit == 20) {
                text[at++] = '-';
            }
            long half = digit < 16 ? most : least;
            text[at++] = DIGITS[(int) (half >>> (60 - 4 * (digit & 15)) & 15)];
        }
        return new String(text, StandardCharsets.ISO_8859_1);
    }
}
