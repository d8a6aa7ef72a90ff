package dev.leat.log.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyHashTest {

    private final KeyHash hash = new KeyHash(new UUID(0x0706050403020100L, 0x0F0E0D0C0B0A0908L), 64);

    /** Vectors of SipHash-1-3 that other implementations are tested with: the hash of the bytes 0 to n - 1. */
    @ParameterizedTest
    @CsvSource({
        "0, abac0158050fc4dc",
        "1, c9f49bf37d57ca93",
        "7, d3927d989bb11140",
        "8, 369095118d299a8e",
        "15, d320d86d2a519956",
        "63, 9d199062b7bbb3a8"
    })
    void hashesTextsBySipHash(int length, String expected) {
        byte[] bytes = new byte[length + 2];
        for (int i = 0; i < length; i++) {
            bytes[i + 1] = (byte) i;
        }
        assertThat(Long.toHexString(hash.text(bytes, 1, length + 1))).isEqualTo(expected);
    }

    @Test
    void tellsStreamsPartitionsAndKindsApart() {
        long text = hash.text("a");
        assertThat(new long[] {
                    hash.subject(1, 0, text),
                    hash.subject(2, 0, text),
                    hash.subject(1, 1, text),
                    hash.subject(0, 1, text),
                    hash.id(1, text, text),
                    hash.id(2, text, text),
                    hash.id(1, text, hash.text("b")),
                    hash.id(1, hash.text("b"), text)
                })
                .doesNotHaveDuplicates();
    }

    @Test
    void differsFromLogToLog() {
        assertThat(new KeyHash(UUID.randomUUID(), 64).text("a")).isNotEqualTo(hash.text("a"));
    }

    @Test
    void keepsTheHighBitsOfAFew() {
        KeyHash few = new KeyHash(new UUID(1, 2), 3);
        for (int i = 0; i < 100; i++) {
            assertThat(few.subject(1, 0, few.text("s" + i)) << 3).isZero();
        }
    }
}
