package dev.leat.core.internal;

import dev.leat.core.Capability;
import dev.leat.core.Cursor;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import dev.leat.core.Start;
import dev.leat.core.StreamInfo;
import dev.leat.core.pending.Failures;
import dev.leat.engine.Engine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Turns where a reading begins and ends into offsets, and refuses what the stream does not have. */
final class Starts {

    private Starts() {}

    static List<PartitionReader> readers(EngineReading reading) {
        return reading.isAll() ? List.of(all(reading)) : ofStream(reading);
    }

    private static PartitionReader all(EngineReading reading) {
        Engine engine = reading.hub().engine;
        Start start = reading.start();
        long end = firstAtOrAfter(engine, Engine.ALL_STREAMS, Engine.ALL_PARTITIONS, Instant.MAX);
        long from;
        if (start instanceof Start.Earliest) {
            from = 0;
        } else if (start instanceof Start.Latest) {
            from = end;
        } else if (start instanceof Start.Since since) {
            engine.capabilities().require(Capability.RECORDED_TIME);
            from = firstAtOrAfter(engine, Engine.ALL_STREAMS, Engine.ALL_PARTITIONS, since.recorded());
        } else {
            throw new LeatException.Invalid(
                    "start", start + " belongs to one stream; read all streams from earliest, latest or a time");
        }
        long stop = reading.follows() ? Long.MAX_VALUE : end;
        return new PartitionReader(
                engine, Engine.ALL_STREAMS, Engine.ALL_PARTITIONS, from, false, stop, reading.filter());
    }

    /** The first offset to be read of each partition. */
    static long[] places(Engine engine, StreamInfo info, Start start) {
        check(info, start);
        long[] places = new long[info.partitions().size()];
        for (int partition = 0; partition < places.length; partition++) {
            places[partition] = from(engine, info, partition, start);
        }
        return places;
    }

    private static List<PartitionReader> ofStream(EngineReading reading) {
        StreamInfo info = reading.hub().info(reading.stream());
        Engine engine = reading.hub().engine;
        long[] places = places(engine, info, reading.start());
        Cursor until = reading.until();
        List<PartitionReader> readers = new ArrayList<>();
        for (int partition = 0; partition < info.partitions().size(); partition++) {
            StreamInfo.Span span = info.partitions().get(partition);
            long stop = reading.follows() ? Long.MAX_VALUE : span.next();
            stop = until == null ? stop : Math.min(stop, until.next(partition));
            boolean floating = isFloating(reading.start(), partition);
            readers.add(new PartitionReader(
                    engine, info.name(), partition, places[partition], floating, stop, reading.filter()));
        }
        return readers;
    }

    /** Whether a start names no place in a partition, but the first event that is kept, or kept of some time. */
    private static boolean isFloating(Start start, int partition) {
        return start instanceof Start.Earliest
                || start instanceof Start.Since
                || (start instanceof Start.At at && at.position().partition() != partition)
                || (start instanceof Start.After after && !after.cursor().seen().containsKey(partition));
    }

    private static long from(Engine engine, StreamInfo info, int partition, Start start) {
        StreamInfo.Span span = info.partitions().get(partition);
        if (start instanceof Start.Latest) {
            return span.next();
        }
        if (start instanceof Start.At at && at.position().partition() == partition) {
            return at.position().offset();
        }
        if (start instanceof Start.After after) {
            return Math.max(
                    after.cursor().next(partition), after.cursor().seen().containsKey(partition) ? 0 : span.first());
        }
        if (start instanceof Start.Since since) {
            engine.capabilities().require(Capability.RECORDED_TIME);
            return firstAtOrAfter(engine, info.name(), partition, since.recorded());
        }
        return span.first();
    }

    private static void check(StreamInfo info, Start start) {
        if (start instanceof Start.At at) {
            check(info, at.position(), at.position().offset());
        } else if (start instanceof Start.After after) {
            Cursor seen = after.cursor();
            seen.seen()
                    .forEach((partition, offset) -> check(info, new Position(partition, offset), seen.next(partition)));
        }
    }

    /** @param next the first offset that would be read */
    private static void check(StreamInfo info, Position given, long next) {
        if (given.partition() >= info.partitions().size()) {
            throw new LeatException.Invalid(
                    "position",
                    given + " names a partition that stream '" + info.name() + "' does not have: it has 0 to "
                            + (info.partitions().size() - 1));
        }
        StreamInfo.Span span = info.partitions().get(given.partition());
        if (next > span.next()) {
            throw new LeatException.Invalid(
                    "position",
                    given + " is not in stream '" + info.name() + "' yet: the next event becomes " + given.partition()
                            + ":" + span.next());
        }
        if (next < span.first()) {
            Position first = new Position(given.partition(), span.first());
            throw new LeatException.Expired(
                    given + " of stream '" + info.name() + "' is no longer kept: the first one is " + first, first);
        }
    }

    private static long firstAtOrAfter(Engine engine, String stream, int partition, Instant time) {
        return Failures.join(engine.firstAtOrAfter(stream, partition, time));
    }
}
