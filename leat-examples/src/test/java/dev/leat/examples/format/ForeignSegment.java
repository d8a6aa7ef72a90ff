package dev.leat.examples.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.UUID;

/**
 * Reads a segment as docs/format.md describes it. Every checksum and every reserved field is asserted, and what is found is kept for
 * {@link ForeignSideFile} and {@link ForeignKeyFile}.
 */
final class ForeignSegment {

    /** A run, as the tables and, behind them, a side file have it. */
    record Run(
            int stream,
            int partition,
            long offset,
            int events,
            int bytes,
            boolean packed,
            int covered,
            long micros,
            int crc,
            Row row) {}

    /** A record with its length, and where it is. */
    record Stored(int stream, int partition, long offset, long micros, int position, Row bytes, ForeignRecord record) {}

    final UUID log;
    final int number;
    final List<ForeignRecord.Entry> dictionary = new ArrayList<>();
    final List<byte[]> commitRows = new ArrayList<>();
    final List<Run> runs = new ArrayList<>();
    final List<Stored> records = new ArrayList<>();

    private final ForeignState state;
    private final NavigableMap<Long, String> events;
    private final long mark;

    long firstSequence;

    /** Of a cleaned segment, behind the last event that it stands for; else 0. */
    long cleanedUpTo;

    /** Behind the last event so far. */
    private long sequence;

    /** Where the commits end. */
    int end;

    long lastMicros;
    boolean closed;

    /** The checkpoint of a cleaned segment. */
    byte[] checkpoint = {};

    /**
     * @param events by global sequence, to which those of the segment are added
     * @param mark up to where the log has been synced
     */
    ForeignSegment(UUID log, int number, ForeignState state, NavigableMap<Long, String> events, long mark) {
        this.log = log;
        this.number = number;
        this.state = state;
        this.events = events;
        this.mark = mark;
    }

    boolean isCleaned() {
        return cleanedUpTo != 0;
    }

    /** Reads the file; returns the global sequence behind it. */
    long read(byte[] file, long sequenceBefore) {
        Bytes in = new Bytes(file);
        assertThat(new String(in.take(8), StandardCharsets.US_ASCII)).isEqualTo("LEATSEG1");
        assertThat(in.u32()).isEqualTo(2);
        assertThat(in.u32()).isEqualTo(Bytes.crc(log, 0, 2, Bytes.slice(file, 16, 64)));
        assertThat(new UUID(in.u64(), in.u64())).isEqualTo(log);
        assertThat(in.u32()).isEqualTo(number);
        assertThat(in.u32()).isPositive();
        firstSequence = in.u64();
        assertThat(firstSequence).isEqualTo(sequenceBefore);
        cleanedUpTo = in.u64();
        assertThat(in.u64()).isZero();
        sequence = firstSequence;
        while (in.hasMore() && !closed) {
            int position = in.position();
            String magic = new String(in.take(4), StandardCharsets.US_ASCII);
            if (magic.equals("LCMT")) {
                end = position + in.u32();
                commit(position, Bytes.slice(file, position, end));
                in.position(end);
            } else if (magic.equals("LFTR")) {
                footer(position, in);
            } else {
                assertThat(Bytes.slice(file, position, file.length)).containsOnly(0);
                return sequence;
            }
        }
        return sequence;
    }

    private void commit(int position, byte[] commit) {
        Bytes in = new Bytes(commit);
        in.position(8);
        int crc = in.u32();
        int tables = in.u32();
        assertThat(commit.length % 8).isZero();
        assertThat(crc).isEqualTo(Bytes.crc(log, number, position, Bytes.slice(commit, 12, 48 + tables)));
        assertThat(in.u64()).isEqualTo(sequence);
        long micros = in.u64();
        assertThat(micros).isGreaterThanOrEqualTo(lastMicros);
        lastMicros = micros;
        int count = in.u32();
        assertThat(in.u16()).isIn(isCleaned() ? List.of(2) : List.of(0, 1));
        assertThat(in.u16()).isZero();
        assertThat(in.u64()).isLessThanOrEqualTo(isCleaned() ? mark : ((long) number << 32) | position);
        define(in);
        controls(in);
        List<Run> here = runs(in, position + 48 + tables, micros);
        assertThat(in.position()).isEqualTo(48 + tables);
        for (Run run : here) {
            int start = in.position();
            assertThat(Bytes.crc(Bytes.slice(commit, start, start + run.bytes))).isEqualTo(run.crc);
            body(run, commit, in, position);
            assertThat(in.position()).isEqualTo(start + run.bytes);
        }
        int padded = in.position();
        assertThat(in.rest()).hasSizeLessThan(8).containsExactly(new byte[commit.length - padded]);
        assertThat(here.stream().mapToInt(Run::events).sum()).isEqualTo(count);
        commitRows.add(new Row(24)
                .u64(sequence)
                .u64(micros)
                .u32(position)
                .u32(commit.length)
                .bytes());
        sequence += isCleaned() ? 0 : count;
        assertThat(events.isEmpty() ? 0 : events.lastKey() + 1).isLessThanOrEqualTo(Math.max(sequence, cleanedUpTo));
    }

    private void define(Bytes in) {
        int definitions = in.size();
        if (definitions > 0) {
            assertThat(in.size()).isEqualTo(dictionary.size());
        }
        for (int i = 0; i < definitions; i++) {
            dictionary.add(ForeignRecord.entry(in));
        }
    }

    private void controls(Bytes in) {
        int count = in.size();
        if (!isCleaned()) {
            for (int left = count; left > 0; left--) {
                state.control(in);
            }
            return;
        }
        assertThat(count).isEqualTo(commitRows.isEmpty() ? 1 : 0);
        if (count == 1) {
            assertThat(in.size()).isEqualTo(5);
            checkpoint = in.block();
            state.restore(new Bytes(checkpoint));
        }
    }

    /** @param bodies where the bodies begin in the segment */
    private List<Run> runs(Bytes in, int bodies, long commitMicros) {
        List<Run> here = new ArrayList<>();
        int position = bodies;
        for (int left = in.size(); left > 0; left--) {
            int stream = in.size();
            int partition = in.size();
            long offset = in.varint();
            int count = in.size();
            int bytes = in.size();
            long flags = in.varint();
            assertThat(flags).isEqualTo(isCleaned() ? 1 : 0);
            boolean packed = flags == 1;
            int covered = packed ? in.size() : count;
            long micros = commitMicros + (packed ? in.varint() : 0);
            int crc = in.u32();
            Row row = new Row(48)
                    .u64(offset)
                    .u64(sequence)
                    .u64(micros)
                    .u32(count)
                    .u32(covered)
                    .u32(packed ? 1 : 0)
                    .u32(position)
                    .u32(bytes)
                    .u32(crc);
            Run run = new Run(stream, partition, offset, count, bytes, packed, covered, micros, crc, row);
            reach(run);
            here.add(run);
            runs.add(run);
            position += bytes;
        }
        return here;
    }

    private void reach(Run run) {
        ForeignState.Stream stream = state.streams.get(run.stream);
        stream.reach(run.partition, run.offset, run.offset + run.covered);
        if (!run.packed) {
            assertThat(run.offset).isEqualTo(stream.next[run.partition]);
            stream.next[run.partition] = run.offset + run.covered;
        } else if (!runs.isEmpty()) {
            Run before = runs.get(runs.size() - 1);
            assertThat(run.stream).isGreaterThanOrEqualTo(before.stream);
            assertThat(run.stream > before.stream || run.partition >= before.partition)
                    .isTrue();
        }
    }

    private void body(Run run, byte[] commit, Bytes in, int position) {
        List<long[]> places = places(run, in);
        assertThat(places).hasSize(run.events);
        String place = state.names.get(run.stream) + " " + run.partition + ":";
        for (long[] each : places) {
            int start = in.position();
            ForeignRecord record = ForeignRecord.read(new Bytes(in.block()), dictionary);
            Row bytes = new Row(in.position() - start).raw(Bytes.slice(commit, start, in.position()));
            records.add(new Stored(run.stream, run.partition, each[2], each[1], position + start, bytes, record));
            assertThat(events.put(each[0], place + each[2] + " " + ForeignRecord.time(each[1]) + " " + record))
                    .isNull();
        }
    }

    /** Sequence, time and offset of each event. */
    private List<long[]> places(Run run, Bytes in) {
        List<long[]> places = new ArrayList<>();
        long nextSequence = sequence;
        long micros = run.micros;
        long offset = run.offset;
        for (int spans = in.size(); spans > 0; spans--) {
            nextSequence += in.varint();
            if (run.packed) {
                micros += in.varint();
                offset += in.varint();
            }
            for (int left = in.size(); left > 0; left--) {
                places.add(new long[] {nextSequence++, micros, offset++});
            }
        }
        assertThat(offset).isLessThanOrEqualTo(run.offset + run.covered);
        assertThat(places.isEmpty() || places.get(0)[1] == run.micros).isTrue();
        return places;
    }

    private void footer(int position, Bytes in) {
        int crc = in.u32();
        byte[] rest = in.take(24);
        assertThat(crc).isEqualTo(Bytes.crc(log, number, position, rest));
        Bytes fields = new Bytes(rest);
        sequence = isCleaned() ? cleanedUpTo : sequence;
        assertThat(fields.u64()).isEqualTo(sequence);
        long micros = fields.u64();
        assertThat(micros).isGreaterThanOrEqualTo(lastMicros);
        assertThat(isCleaned() || micros == lastMicros || commitRows.isEmpty()).isTrue();
        lastMicros = micros;
        assertThat(fields.u32()).isEqualTo(commitRows.size());
        assertThat(fields.u32()).isIn(0, 1);
        assertThat(in.hasMore()).isFalse();
        end = position;
        closed = true;
    }
}
