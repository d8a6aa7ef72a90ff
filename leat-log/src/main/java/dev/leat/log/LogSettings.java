package dev.leat.log;

import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Settings of the log engine, given as {@code HubOptions.engine(name, value)}.
 *
 * @param segmentBytes {@code log.segment-bytes}: size at which a segment is closed, 64 KiB to 1 GiB; default 64 MiB
 * @param cleanRate {@code log.clean-rate}: how many bytes a second are read and written at most to give back the space of what
 *     has expired, from 64 KiB on; 0: no limit; default 64 MiB
 * @param publishWait from {@link HubOptions#publishWait()}
 * @param keyBits how many bits of the hashes of keys differ: all, but in tests of what collides
 */
record LogSettings(int segmentBytes, long cleanRate, Duration publishWait, int keyBits) {

    static final String SEGMENT_BYTES = "log.segment-bytes";
    static final String CLEAN_RATE = "log.clean-rate";

    private static final long DEFAULT_BYTES = 64 * 1024 * 1024;
    private static final long LEAST_BYTES = 64 * 1024;

    static LogSettings of(HubOptions options) {
        Map<String, String> given = options.engine();
        Set<String> known = new TreeSet<>(Set.of(SEGMENT_BYTES, CLEAN_RATE));
        if (!known.containsAll(given.keySet())) {
            throw new LeatException.Invalid(
                    "engine",
                    given.keySet() + " has a setting that the log does not know; it knows " + String.join(", ", known));
        }
        long rate = given.getOrDefault(CLEAN_RATE, "").equals("0") ? 0 : number(given, CLEAN_RATE, Long.MAX_VALUE);
        return new LogSettings(
                (int) number(given, SEGMENT_BYTES, 1024 * 1024 * 1024), rate, options.publishWait(), Long.SIZE);
    }

    private static long number(Map<String, String> given, String name, long most) {
        String text = given.getOrDefault(name, String.valueOf(DEFAULT_BYTES));
        try {
            long bytes = Long.parseLong(text);
            if (bytes >= LEAST_BYTES && bytes <= most) {
                return bytes;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw new LeatException.Invalid(name, "'" + text + "' is not a number within " + LEAST_BYTES + " to " + most);
    }
}
