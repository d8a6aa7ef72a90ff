package dev.leat.examples.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Reads the files of a log as docs/format.md describes them, and without a class of leat-log. Every checksum and every
 * reserved field is asserted.
 */
final class ForeignReader {

    /** An attribute that stands alone has no value in its dictionary entry. */
    record Entry(String name, String value) {}

    private record Run(int stream, int partition, long offset, int events, int bytes, int crc) {}

    private final Path directory;
    private final Map<Integer, String> streams = new HashMap<>();
    private final TreeMap<Long, String> events = new TreeMap<>();
    private final List<Entry> dictionary = new ArrayList<>();
    private final List<String> controls = new ArrayList<>();
    private final TreeMap<String, String> cursors = new TreeMap<>();
    private final List<byte[]> commitRows = new ArrayList<>();
    private UUID log;
    private boolean closed;
    private long durable;

    ForeignReader(Path directory) throws IOException {
        this.directory = directory;
        List<Integer> segments = manifest();
        mark();
        for (int segment : segments) {
            segment(segment);
        }
    }

    /** Events by global sequence: stream, position, recorded time, attributes, data. */
    List<String> events() {
        return List.copyOf(events.values());
    }

    List<String> controls() {
        return controls;
    }

    /** The cursors that there are at the end, by subscription and stream. */
    Map<String, String> cursors() {
        return cursors;
    }

    /** Whether the last segment has a footer. */
    boolean isClosed() {
        return closed;
    }

    private List<Integer> manifest() throws IOException {
        String text = Files.readString(directory.resolve("MANIFEST"), StandardCharsets.US_ASCII);
        int crc = text.indexOf("crc ");
        assertThat(text.substring(crc))
                .isEqualTo(
                        "crc %08x\n".formatted(Bytes.crc(text.substring(0, crc).getBytes(StandardCharsets.US_ASCII))));
        List<Integer> segments = new ArrayList<>();
        for (String line : text.substring(0, crc).lines().toList()) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "leat-log" -> assertThat(words[1]).isEqualTo("1");
                case "id" -> log = UUID.fromString(words[1]);
                case "epoch", "began" -> assertThat(Integer.parseInt(words[1])).isPositive();
                case "durable" -> durable = Long.parseLong(words[1]);
                case "segment" -> segments.add(Integer.valueOf(words[1]));
                default -> throw new AssertionError(line);
            }
        }
        return segments;
    }

    private void mark() throws IOException {
        Bytes in = new Bytes(Files.readAllBytes(directory.resolve("DURABLE")));
        byte[] lsn = in.take(8);
        assertThat(in.u32()).isEqualTo(Bytes.crc(log, 0, 0, lsn));
        assertThat(new Bytes(lsn).u64()).isGreaterThanOrEqualTo(durable);
        assertThat(in.hasMore()).isFalse();
    }

    private void segment(int segment) throws IOException {
        byte[] file = Files.readAllBytes(directory.resolve("%010d.log".formatted(segment)));
        Bytes in = new Bytes(file);
        assertThat(new String(in.take(8), StandardCharsets.US_ASCII)).isEqualTo("LEATSEG1");
        assertThat(in.u32()).isEqualTo(1);
        assertThat(in.u32()).isEqualTo(Bytes.crc(log, 0, 1, slice(file, 16, 64)));
        assertThat(new UUID(in.u64(), in.u64())).isEqualTo(log);
        assertThat(in.u32()).isEqualTo(segment);
        assertThat(in.u32()).isPositive();
        assertThat(in.u64()).isEqualTo(sequence());
        assertThat(in.u64()).isZero();
        assertThat(in.u64()).isZero();
        dictionary.clear();
        commitRows.clear();
        closed = false;
        while (in.hasMore() && !closed) {
            int position = in.position();
            String magic = new String(in.take(4), StandardCharsets.US_ASCII);
            if (magic.equals("LCMT")) {
                int length = in.u32();
                commit(segment, position, slice(file, position, position + length));
                in.position(position + length);
            } else if (magic.equals("LFTR")) {
                footer(segment, position, in);
            } else {
                assertThat(slice(file, position, file.length)).containsOnly(0);
                return;
            }
        }
        if (closed) {
            new ForeignSideFile(log, streams, events, dictionary, commitRows, cursors)
                    .check(segment, Files.readAllBytes(directory.resolve("%010d.idx".formatted(segment))));
        }
    }

    private long sequence() {
        return events.isEmpty() ? 0 : events.lastKey() + 1;
    }

    private void commit(int segment, int position, byte[] commit) {
        Bytes in = new Bytes(commit);
        in.position(8);
        int crc = in.u32();
        int tables = in.u32();
        assertThat(commit.length % 8).isZero();
        assertThat(crc).isEqualTo(Bytes.crc(log, segment, position, slice(commit, 12, 48 + tables)));
        long sequence = in.u64();
        long micros = in.u64();
        int count = in.u32();
        int flags = in.u16();
        assertThat(flags).isIn(0, 1);
        assertThat(in.u16()).isZero();
        assertThat(in.u64()).isLessThanOrEqualTo((long) segment << 32 | position);
        assertThat(sequence).isEqualTo(sequence());
        int definitions = in.size();
        if (definitions > 0) {
            assertThat(in.size()).isEqualTo(dictionary.size());
        }
        for (int i = 0; i < definitions; i++) {
            dictionary.add(entry(in));
        }
        for (int left = in.size(); left > 0; left--) {
            control(in);
        }
        List<Run> runs = new ArrayList<>();
        for (int left = in.size(); left > 0; left--) {
            Run run = new Run(in.size(), in.size(), in.varint(), in.size(), sizeThenFlags(in), in.u32());
            runs.add(run);
        }
        assertThat(in.position()).isEqualTo(48 + tables);
        for (Run run : runs) {
            byte[] body = in.take(run.bytes);
            assertThat(Bytes.crc(body)).isEqualTo(run.crc);
            body(run, sequence, micros, new Bytes(body));
        }
        int padded = in.position();
        assertThat(in.rest()).hasSizeLessThan(8).containsExactly(new byte[commit.length - padded]);
        assertThat(sequence()).isEqualTo(sequence + count);
        commitRows.add(new Row()
                .u64(sequence)
                .u64(micros)
                .u32(position)
                .u32(commit.length)
                .bytes());
    }

    private static int sizeThenFlags(Bytes in) {
        int size = in.size();
        assertThat(in.varint()).isZero();
        return size;
    }

    static Entry entry(Bytes in) {
        String name = in.text();
        return new Entry(name, in.u8() == 0 ? null : value(in));
    }

    /** Type and text of a value; of binary ones, Base64. */
    private static String value(Bytes in) {
        int type = in.u8();
        byte[] bytes = in.block();
        return switch (type) {
            case 0, 1, 2, 3, 4 -> new String(bytes, StandardCharsets.UTF_8);
            case 5 -> Base64.getEncoder().encodeToString(bytes);
            default -> throw new AssertionError("a value of type " + type);
        };
    }

    private void control(Bytes in) {
        int kind = in.size();
        Bytes fields = new Bytes(in.block());
        if (kind == 4) {
            String place = place(fields, streams);
            String cursor = cursor(fields);
            controls.add("committed " + place + " " + cursor);
            cursors.put(place, cursor);
            cursors.values().remove("none");
            assertThat(fields.hasMore()).isFalse();
            return;
        }
        int stream = fields.size();
        if (kind == 1) {
            String name = fields.text();
            streams.put(stream, name);
            controls.add("created " + name + settings(fields));
        } else if (kind == 2) {
            controls.add("altered " + streams.get(stream) + settings(fields));
        } else if (kind == 3) {
            controls.add("deleted " + streams.get(stream));
            cursors.keySet().removeIf(place -> place.endsWith(" " + streams.get(stream)));
        } else {
            throw new AssertionError("a control of kind " + kind);
        }
        assertThat(fields.hasMore()).isFalse();
    }

    /** Subscription and stream of a cursor. */
    static String place(Bytes in, Map<Integer, String> streams) {
        return in.text() + " " + streams.get(in.size());
    }

    static String cursor(Bytes in) {
        if (in.u8() == 0) {
            return "none";
        }
        List<String> seen = new ArrayList<>();
        for (int left = in.size(); left > 0; left--) {
            seen.add(in.size() + ":" + in.varint());
        }
        return String.join(",", seen);
    }

    private static String settings(Bytes in) {
        return " " + in.size() + " " + in.varint() + "." + in.size() + "s " + in.varint() + " bytes";
    }

    private void body(Run run, long firstSequence, long micros, Bytes in) {
        int spans = in.size();
        List<Long> sequences = new ArrayList<>();
        long next = firstSequence;
        for (int i = 0; i < spans; i++) {
            next += in.varint();
            for (int left = in.size(); left > 0; left--) {
                sequences.add(next++);
            }
        }
        assertThat(sequences).hasSize(run.events);
        for (int i = 0; i < run.events; i++) {
            String place = streams.get(run.stream) + " " + run.partition + ":" + (run.offset + i) + " " + time(micros);
            assertThat(events.put(sequences.get(i), place + " " + record(new Bytes(in.block()))))
                    .isNull();
        }
        assertThat(in.hasMore()).isFalse();
    }

    private String record(Bytes in) {
        TreeMap<String, String> attributes = new TreeMap<>();
        int flags = in.u8();
        assertThat(flags & ~31).isZero();
        int id = flags & 3;
        attributes.put("id", id == 1 ? uuid(in) : in.text());
        switch (flags >> 2 & 3) {
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
        return attributes + (data ? " " + Base64.getEncoder().encodeToString(in.rest()) : "");
    }

    /** Sixteen bytes, each half little-endian. */
    private static String uuid(Bytes in) {
        return new UUID(in.u64(), in.u64()).toString();
    }

    static String time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }

    private void footer(int segment, int position, Bytes in) {
        int crc = in.u32();
        byte[] rest = in.take(24);
        assertThat(crc).isEqualTo(Bytes.crc(log, segment, position, rest));
        Bytes fields = new Bytes(rest);
        assertThat(fields.u64()).isEqualTo(sequence());
        assertThat(fields.u64()).isPositive();
        assertThat(fields.u32()).isEqualTo(commitRows.size());
        assertThat(fields.u32()).isIn(0, 1);
        assertThat(in.hasMore()).isFalse();
        closed = true;
    }

    static byte[] slice(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    /** Bytes as a table has them. */
    private static final class Row {
        private final ByteBuffer out = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);

        Row u64(long value) {
            out.putLong(value);
            return this;
        }

        Row u32(int value) {
            out.putInt(value);
            return this;
        }

        byte[] bytes() {
            return out.array();
        }
    }
}
