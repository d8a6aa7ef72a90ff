package dev.leat.log;

import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * Settings of the log engine, given as {@code HubOptions.engine(name, value)}.
 *
 * @param segmentBytes {@code log.segment-bytes}: size at which a segment is closed, 64 KiB to 1 GiB; default 64 MiB
 * @param publishWait from {@link HubOptions#publishWait()}
 * @param keyBits how many bits of the hashes of keys differ: all, but in tests of what collides
 */
record LogSettings(int segmentBytes, Duration publishWait, int keyBits) {

    static final String SEGMENT_BYTES = "log.segment-bytes";

    private static final int DEFAULT_SEGMENT_BYTES = 64 * 1024 * 1024;

    static LogSettings of(HubOptions options) {
        Map<String, String> given = options.engine();
        if (!Set.of(SEGMENT_BYTES).containsAll(given.keySet())) {
            throw new LeatException.Invalid(
                    "engine", given.keySet() + " has a setting that the log does not know; it knows " + SEGMENT_BYTES);
        }
        String text = given.getOrDefault(SEGMENT_BYTES, String.valueOf(DEFAULT_SEGMENT_BYTES));
        try {
            int bytes = Integer.parseInt(text);
            if (bytes >= 64 * 1024 && bytes <= 1024 * 1024 * 1024) {
                return new LogSettings(bytes, options.publishWait(), Long.SIZE);
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw new LeatException.Invalid(SEGMENT_BYTES, "'" + text + "' is not a number within 65536 to 1073741824");
    }
}
