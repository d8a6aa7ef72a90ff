package dev.leat.log.format;

import java.nio.charset.StandardCharsets;

/** UUIDs in the one text form that 16 bytes can give back: RFC 9562, lower case. */
final class Uuids {

    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private Uuids() {}

    static boolean isCanonical(String text) {
        if (text.length() != 36) {
            return false;
        }
        for (int i = 0; i < 36; i++) {
            char c = text.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                return false;
            }
        }
        return true;
    }

    /** The 64 bits that begin at this char: 0 for the first half of a UUID, 19 for the second. */
    static long half(String text, int start) {
        long bits = 0;
        int digits = 0;
        for (int i = start; digits < 16; i++) {
            char c = text.charAt(i);
            if (c != '-') {
                bits = bits << 4 | (c <= '9' ? c - '0' : c - 'a' + 10);
                digits++;
            }
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
