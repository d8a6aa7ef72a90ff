package dev.leat.server.transfer;

import dev.leat.core.NewEvent;
import dev.leat.core.Position;
import dev.leat.core.StreamSettings;

/**
 * What stands in one line of an export, which is JSON:
 *
 * <pre>
 * {"leatexport":"begin","version":1,"id":"0b4e…","time":"2026-11-01T09:30:00Z","streams":1}
 * {"leatexport":"stream","name":"orders","partitions":2,"retain":"PT168H","retainbytes":0,"compact":null,"dedupe":null,"guarded":false}
 * {"specversion":"1.0",…,"leatstream":"orders","leatposition":"0:0","recordedtime":"2026-11-01T09:29:58.5Z","data":…}
 * …
 * {"leatexport":"end","events":41,"crc32c":"d2f60290"}
 * </pre>
 *
 * A line for each stream follows the first one, then come the events, in the order in which they were recorded. Times are
 * those of ISO 8601, {@code forever} or null. The checksum is CRC32C (RFC 3720) over all lines before, with their line feeds.
 */
public sealed interface Line {

    int VERSION = 1;

    /**
     * The first line.
     *
     * @param id of the export, of which there is one for each time that something is exported
     * @param streams how many lines of streams follow
     */
    record Begin(String id, int streams) implements Line {}

    /** A stream that the export has, with or without events. */
    record Stream(String name, StreamSettings settings) implements Line {}

    /**
     * An event.
     *
     * @param position where it stood
     */
    record Recorded(String stream, Position position, NewEvent event) implements Line {}

    /** The last line. */
    record End(long events, String checksum) implements Line {}
}
