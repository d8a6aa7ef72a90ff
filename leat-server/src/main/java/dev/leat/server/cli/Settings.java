package dev.leat.server.cli;

import dev.leat.core.Durations;
import dev.leat.core.StreamSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be said of how a stream is kept; what is not said stays. */
final class Settings {

    static final String OPTIONS = "--retain, --retain-bytes, --compact, --dedupe or --guarded";

    private static final String NONE = "none";
    private static final String FOREVER = "forever";

    @Option(
            names = "--retain",
            paramLabel = "TIME",
            description = "How long events are kept: 90s, 15m, 1h, 7d; none: for ever.")
    @Nullable
    String retain;

    @Option(
            names = "--retain-bytes",
            paramLabel = "SIZE",
            description = "How much each partition keeps: 500MB, 1GiB; none: no limit.")
    @Nullable
    String retainBytes;

    @Option(
            names = "--compact",
            arity = "0..1",
            fallbackValue = "24h",
            paramLabel = "TIME",
            description =
                    "Only the last event of each key is sure to be kept; one without data, which says that its key is"
                            + " gone, for TIME (24h). none: all events are.")
    @Nullable
    String compact;

    @Option(
            names = "--dedupe",
            paramLabel = "TIME",
            description =
                    "An event with source and id of one that was recorded at most so long ago is not recorded again:"
                            + " 1h, 7d, forever; none: each is.")
    @Nullable
    String dedupe;

    @Option(
            names = "--guarded",
            negatable = true,
            description =
                    "For engines that need an owner of the stream for conditions and --dedupe; a directory does not.")
    @Nullable
    Boolean guarded;

    /** Whether nothing was said. */
    boolean isEmpty() {
        return retain == null && retainBytes == null && compact == null && dedupe == null && guarded == null;
    }

    StreamSettings in(StreamSettings settings) {
        StreamSettings changed = settings;
        if (retain != null) {
            changed = changed.retain(time("--retain", retain));
        }
        if (retainBytes != null) {
            changed = changed.retainBytes(retainBytes.equals(NONE) ? 0 : ByteSize.parse("--retain-bytes", retainBytes));
        }
        if (compact != null) {
            changed = changed.compact(time("--compact", compact));
        }
        if (dedupe != null) {
            changed = changed.dedupe(dedupe.equals(FOREVER) ? StreamSettings.FOREVER : time("--dedupe", dedupe));
        }
        return guarded == null ? changed : changed.guarded(guarded);
    }

    private static @Nullable Duration time(String option, String text) {
        return text.equals(NONE) ? null : Durations.parse(option, text);
    }

    /** A time as it is given. */
    static @Nullable String shown(@Nullable Duration time) {
        return time == null ? null : time.equals(StreamSettings.FOREVER) ? FOREVER : Durations.format(time);
    }
}
