package dev.leat.examples.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Reads the files of a log as docs/format.md describes them, and without a class of leat-log. */
final class ForeignReader {

    private record Name(int number, int generation) {
        String file(String extension) {
            return (generation == 0 ? "%010d" : "%010d-%d").formatted(number, generation) + extension;
        }
    }

    private final Path directory;
    private final ForeignState state = new ForeignState();
    private final TreeMap<Long, String> events = new TreeMap<>();
    private int keyFiles;
    private int cleaned;
    private UUID log;
    private boolean closed;
    private long durable;

    /** Of a backup, behind its last event; else -1. */
    private long backup = -1;

    ForeignReader(Path directory) throws IOException {
        this.directory = directory;
        List<Name> segments = manifest();
        long mark = mark();
        long sequence = 0;
        for (Name name : segments) {
            ForeignSegment segment = new ForeignSegment(log, name.number, state, events, mark);
            sequence = segment.read(read(name.file(".log")), sequence);
            assertThat(segment.isCleaned()).isEqualTo(name.generation > 0);
            cleaned += segment.isCleaned() ? 1 : 0;
            closed = segment.closed;
            if (closed) {
                new ForeignSideFile(segment, state).check(read(name.file(".idx")));
            }
            if (Files.exists(directory.resolve(name.file(".key")))) {
                keyFiles++;
                new ForeignKeyFile(segment).check(read(name.file(".key")));
            }
        }
        state.requireAll();
        assertThat(backup).isIn(-1L, sequence);
    }

    private byte[] read(String name) throws IOException {
        return Files.readAllBytes(directory.resolve(name));
    }

    /** Events by global sequence: stream, position, recorded time, attributes, data. */
    List<String> events() {
        return List.copyOf(events.values());
    }

    List<String> controls() {
        return state.controls;
    }

    /** The cursors that there are at the end, by subscription and stream. */
    Map<String, String> cursors() {
        return state.cursors;
    }

    /** Whether the last segment has a footer. */
    boolean isClosed() {
        return closed;
    }

    /** How many segments were cleaned. */
    int cleaned() {
        return cleaned;
    }

    int keyFiles() {
        return keyFiles;
    }

    private List<Name> manifest() throws IOException {
        String text = Files.readString(directory.resolve("MANIFEST"), StandardCharsets.US_ASCII);
        int crc = text.indexOf("crc ");
        assertThat(text.substring(crc))
                .isEqualTo(
                        "crc %08x\n".formatted(Bytes.crc(text.substring(0, crc).getBytes(StandardCharsets.US_ASCII))));
        List<Name> segments = new ArrayList<>();
        for (String line : text.substring(0, crc).lines().toList()) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "leat-log" -> assertThat(words[1]).isEqualTo("2");
                case "id" -> log = UUID.fromString(words[1]);
                case "epoch", "began" -> assertThat(Integer.parseInt(words[1])).isPositive();
                case "durable" -> durable = Long.parseLong(words[1]);
                case "backup" -> {
                    assertThat(Long.parseLong(words[1])).isPositive();
                    backup = Long.parseLong(words[2]);
                }
                case "segment" ->
                    segments.add(
                            new Name(Integer.parseInt(words[1]), words.length == 2 ? 0 : Integer.parseInt(words[2])));
                default -> throw new AssertionError(line);
            }
        }
        return segments;
    }

    private long mark() throws IOException {
        if (backup >= 0) {
            assertThat(directory.resolve("DURABLE")).doesNotExist();
            return durable;
        }
        Bytes in = new Bytes(read("DURABLE"));
        byte[] lsn = in.take(8);
        assertThat(in.u32()).isEqualTo(Bytes.crc(log, 0, 0, lsn));
        assertThat(in.hasMore()).isFalse();
        return Math.max(durable, new Bytes(lsn).u64());
    }
}
