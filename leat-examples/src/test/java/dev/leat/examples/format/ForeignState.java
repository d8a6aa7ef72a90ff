package dev.leat.examples.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the controls of a log add up to: streams, how far their partitions reach, and cursors. */
final class ForeignState {

    /** A stream that has not been deleted, and by partition where it begins and ends and what runs stand for. */
    static final class Stream {
        private final String name;
        private String settings;
        final long[] next;
        final long[] first;
        final long[] reached;

        Stream(String name, Settings settings) {
            this.name = name;
            this.settings = settings.text;
            this.next = new long[settings.partitions];
            this.first = new long[settings.partitions];
            this.reached = new long[settings.partitions];
        }

        /** A run stands for these offsets: what is between it and the one before has expired. */
        void reach(int partition, long offset, long end) {
            if (offset != reached[partition]) {
                assertThat(offset).isBetween(reached[partition], first[partition]);
            }
            reached[partition] = end;
        }

        @Override
        public String toString() {
            return name + settings;
        }
    }

    private record Settings(int partitions, String text) {}

    /** The names of all streams that there are or were. */
    final Map<Integer, String> names = new HashMap<>();

    final TreeMap<Integer, Stream> streams = new TreeMap<>();
    final TreeMap<String, String> cursors = new TreeMap<>();

    /** All controls but checkpoints, as texts. */
    final List<String> controls = new ArrayList<>();

    private long nextStream = 1;

    void control(Bytes in) {
        int kind = in.size();
        Bytes fields = new Bytes(in.block());
        switch (kind) {
            case 1 -> {
                int number = fields.size();
                controls.add("created " + created(number, fields));
                nextStream = number + 1L;
            }
            case 2 -> {
                Stream stream = streams.get(fields.size());
                stream.settings = settings(fields).text;
                controls.add("altered " + stream);
            }
            case 3 -> {
                int number = fields.size();
                controls.add("deleted " + streams.remove(number).name);
                cursors.keySet().removeIf(place -> place.endsWith(" " + names.get(number)));
            }
            case 4 -> controls.add("committed " + committed(fields));
            case 6 -> controls.add("trimmed " + trimmed(fields));
            default -> throw new AssertionError("a control of kind " + kind);
        }
        assertThat(fields.hasMore()).isFalse();
    }

    private Stream created(int number, Bytes in) {
        String name = in.text();
        Stream stream = new Stream(name, settings(in));
        names.put(number, name);
        streams.put(number, stream);
        return stream;
    }

    private static Settings settings(Bytes in) {
        int partitions = in.size();
        String text = " " + partitions + " " + time(in) + " " + in.varint() + " bytes";
        int flags = in.size();
        assertThat(flags & ~7).isZero();
        text += (flags & 1) == 0 ? "" : " compacted " + time(in);
        text += (flags & 2) == 0 ? "" : " deduplicated " + time(in);
        return new Settings(partitions, text + ((flags & 4) == 0 ? "" : " guarded"));
    }

    private static String time(Bytes in) {
        return in.varint() + "." + in.varint() + "s";
    }

    private String committed(Bytes in) {
        String place = in.text() + " " + names.get(in.size());
        cursors.remove(place);
        if (in.u8() == 0) {
            return place + " none";
        }
        List<String> seen = new ArrayList<>();
        for (int left = in.size(); left > 0; left--) {
            seen.add(in.size() + ":" + in.varint());
        }
        cursors.put(place, String.join(",", seen));
        return place + " " + cursors.get(place);
    }

    String trimmed(Bytes in) {
        int number = in.size();
        int partition = in.size();
        long first = in.varint();
        streams.get(number).first[partition] = Math.max(streams.get(number).first[partition], first);
        return names.get(number) + " " + partition + ":" + first;
    }

    /** The checkpoint at the beginning of a cleaned segment: this is how everything stands at its end. */
    void restore(Bytes in) {
        ForeignState read = read(in);
        streams.forEach((number, stream) -> {
            Stream restored = read.streams.get(number);
            if (restored != null) {
                System.arraycopy(stream.reached, 0, restored.reached, 0, stream.reached.length);
            }
        });
        names.putAll(read.names);
        streams.clear();
        streams.putAll(read.streams);
        cursors.clear();
        cursors.putAll(read.cursors);
        nextStream = read.nextStream;
    }

    /** A checkpoint at this place says the same, but may know more of what has expired. */
    void check(Bytes in) {
        ForeignState read = read(in);
        assertThat(read.nextStream).isEqualTo(nextStream);
        assertThat(read.streams).hasToString(streams.toString());
        assertThat(read.cursors).isEqualTo(cursors);
        read.streams.forEach((number, said) -> {
            Stream known = streams.get(number);
            assertThat(said.next).isEqualTo(known.next);
            for (int partition = 0; partition < said.first.length; partition++) {
                assertThat(said.first[partition]).isBetween(known.first[partition], known.next[partition]);
                known.first[partition] = said.first[partition];
            }
        });
    }

    private static ForeignState read(Bytes in) {
        ForeignState read = new ForeignState();
        read.nextStream = in.varint();
        for (int left = in.size(); left > 0; left--) {
            assertThat(in.size()).isEqualTo(1);
            Bytes fields = new Bytes(in.block());
            Stream stream = read.created(fields.size(), fields);
            assertThat(fields.hasMore()).isFalse();
            for (int partition = 0; partition < stream.next.length; partition++) {
                stream.next[partition] = in.varint();
                stream.first[partition] = in.varint();
            }
        }
        for (int left = in.size(); left > 0; left--) {
            assertThat(in.size()).isEqualTo(4);
            read.committed(new Bytes(in.block()));
        }
        assertThat(in.hasMore()).isFalse();
        return read;
    }

    /** At the end of the log: all that is kept of each partition is in its runs. */
    void requireAll() {
        streams.values().forEach(stream -> {
            for (int partition = 0; partition < stream.next.length; partition++) {
                assertThat(Math.max(stream.reached[partition], stream.first[partition]))
                        .isEqualTo(stream.next[partition]);
            }
        });
    }
}
