package dev.leat.kafka.records;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Texts of records. CloudEvents forbid control characters in attributes, and events that have them could not be published
 * again; of foreign headers they are read as {@code U+FFFD}, as bytes that are not UTF-8 are. Thread-safe.
 */
final class Texts {

    private static final int MOST_COMMON_BYTES = 100;
    private static final char REPLACEMENT = '\uFFFD';

    /** Values seen lately, by their hash: types and sources come again and again. A race costs a text made twice. */
    private static final @Nullable Common[] COMMON = new Common[1024];

    private Texts() {}

    /** The text of a header. */
    static String of(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return mayHaveControls(bytes) ? withoutControls(text) : text;
    }

    /** The text of a header that has few different values: mostly the same string each time. */
    static String common(byte[] bytes) {
        if (bytes.length > MOST_COMMON_BYTES) {
            return of(bytes);
        }
        int hash = Arrays.hashCode(bytes);
        int slot = (hash ^ hash >>> 10) & COMMON.length - 1;
        Common known = COMMON[slot];
        if (known != null && Arrays.equals(known.bytes, bytes)) {
            return known.text;
        }
        String text = of(bytes);
        COMMON[slot] = new Common(bytes, text);
        return text;
    }

    /** The text of bytes that are UTF-8 without control characters, else null. */
    static @Nullable String strict(byte[] bytes) {
        String text = utf8(bytes);
        return text == null || text.chars().anyMatch(Character::isISOControl) ? null : text;
    }

    /** The text of bytes that are UTF-8, else null. */
    static @Nullable String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** All control characters are among these: those below the space, DEL, and those that begin with 0xC2 in UTF-8. */
    private static boolean mayHaveControls(byte[] bytes) {
        for (byte b : bytes) {
            if ((b >= 0 && b < 0x20) || b == 0x7F || b == (byte) 0xC2) {
                return true;
            }
        }
        return false;
    }

    private static String withoutControls(String text) {
        StringBuilder clean = new StringBuilder(text);
        for (int i = 0; i < clean.length(); i++) {
            if (Character.isISOControl(clean.charAt(i))) {
                clean.setCharAt(i, REPLACEMENT);
            }
        }
        return clean.toString();
    }

    private static final class Common {
        final byte[] bytes;
        final String text;

        Common(byte[] bytes, String text) {
            this.bytes = bytes;
            this.text = text;
        }
    }
}
