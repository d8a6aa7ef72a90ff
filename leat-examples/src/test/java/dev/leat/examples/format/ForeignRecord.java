package dev.leat.examples.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A record as docs/format.md draws it.
 *
 * @param attributes with the id and the time
 * @param data Base64, or null
 */
record ForeignRecord(Map<String, String> attributes, String data) {

    /** An attribute that stands alone has no value in its dictionary entry. */
    record Entry(String name, String value) {}

    static ForeignRecord read(Bytes in, List<Entry> dictionary) {
        Map<String, String> attributes = new TreeMap<>();
        int flags = in.u8();
        assertThat(flags & ~31).isZero();
        assertThat(flags & 3).isIn(0, 1);
        attributes.put("id", (flags & 3) == 1 ? new UUID(in.u64(), in.u64()).toString() : in.text());
        switch ((flags >> 2) & 3) {
            case 1 -> attributes.put("time", time(in.u64()));
            case 2 -> {
                Instant time = Instant.ofEpochSecond(in.u64(), in.u32());
                attributes.put(
                        "time",
                        time.atOffset(ZoneOffset.ofTotalSeconds(in.u32())).toString());
            }
            case 3 -> attributes.put("time", in.text());
            default -> {}
        }
        for (int left = in.size(); left > 0; left--) {
            int token = in.size();
            Entry entry = dictionary.get(token >> 1);
            assertThat(entry.value == null).isEqualTo((token & 1) == 1);
            attributes.put(entry.name, entry.value == null ? value(in) : entry.value);
        }
        boolean data = (flags & 16) != 0;
        return new ForeignRecord(attributes, data ? Base64.getEncoder().encodeToString(in.rest()) : null);
    }

    static Entry entry(Bytes in) {
        String name = in.text();
        return new Entry(name, in.u8() == 0 ? null : value(in));
    }

    /** Text of a value; of binary ones, Base64. */
    private static String value(Bytes in) {
        int type = in.u8();
        byte[] bytes = in.block();
        return switch (type) {
            case 0, 1, 2, 3, 4 -> new String(bytes, StandardCharsets.UTF_8);
            case 5 -> Base64.getEncoder().encodeToString(bytes);
            default -> throw new AssertionError("a value of type " + type);
        };
    }

    static String time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }

    @Override
    public String toString() {
        return attributes + (data == null ? "" : " " + data);
    }
}
