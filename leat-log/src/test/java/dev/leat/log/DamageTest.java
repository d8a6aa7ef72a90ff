package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Append;
import dev.leat.core.Durability;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.engine.Engine;
import dev.leat.log.format.Checksum;
import dev.leat.log.format.CommitFormat;
import dev.leat.log.format.SegmentFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Bytes change on a disk: what is read is what was published, or an error that names what is lost. */
class DamageTest {

    private static final String FIRST = SegmentName.first(1).log();
    private static final int[] FLIPS = {0x01, 0x80, 0xFF};

    private final NewEvent later = new RandomEvents(new Random(5)).next("later").subject("key");

    @Test
    void findsEveryByteOfEveryCommitOfAnOpenLog() throws IOException {
        everyByteOfTheCommits(Sample.small(false));
    }

    @Test
    void findsEveryByteOfEveryCommitOfAClosedLog() throws IOException {
        everyByteOfTheCommits(Sample.small(true));
    }

    private void everyByteOfTheCommits(Sample sample) throws IOException {
        byte[] content = sample.disk.content(FIRST);
        int end = end(content);
        assertThat(end).isGreaterThan(SegmentFormat.HEADER_BYTES + 6 * CommitFormat.HEADER_BYTES);
        for (int at = SegmentFormat.HEADER_BYTES; at < end; at++) {
            for (int flip : FLIPS) {
                SimDisk disk = sample.disk.copy();
                disk.change(FIRST, flipped(content, at, flip));
                VerifyReport report = LogVerifier.verify(disk);
                assertThat(report.problems()).as("byte %s", at).isNotEmpty();
                int damaged = at;
                assertThat(report.problems())
                        .as("byte %s", at)
                        .anyMatch(problem -> problem.file().endsWith(FIRST)
                                && problem.offset() <= damaged
                                && damaged < problem.offset() + problem.length());
                if (flip == FLIPS[at % FLIPS.length]) {
                    readsAndGoesOn(sample, disk, "byte " + at);
                }
            }
        }
    }

    @Test
    void losesNoMoreThanTheDamagedCommit() throws IOException {
        for (boolean closed : new boolean[] {true, false}) {
            Sample sample = Sample.uniform(closed);
            sample.disk.list().stream()
                    .filter(name -> name.endsWith(".idx"))
                    .forEach(name -> sample.disk.change(name, null));
            int commit = 0;
            for (int number = 1; sample.disk.exists(SegmentName.first(number).log()); number++) {
                byte[] content = sample.disk.content(SegmentName.first(number).log());
                int length;
                for (int at = SegmentFormat.HEADER_BYTES; at < end(content); at += length, commit++) {
                    length = CommitFormat.length(content, at, content.length - at);
                    // two commits create the streams; the third one, and the first of each segment, define values
                    if (commit > 2 && at > SegmentFormat.HEADER_BYTES) {
                        for (int place : new int[] {0, 4, 6, 8, 20, 50, length / 2, length - 1}) {
                            SimDisk disk = sample.disk.copy();
                            disk.change(SegmentName.first(number).log(), flipped(content, at + place, 0x08));
                            losesOnly(commit - 2, sample, disk, number + " byte " + (at + place));
                        }
                    }
                }
            }
            assertThat(commit).isEqualTo(14);
        }
    }

    private static void losesOnly(int lot, Sample sample, SimDisk disk, String damage) throws IOException {
        try (Engine engine = Logs.open(disk)) {
            Map<String, Map<Long, String>> read = sample.read(engine, true);
            sample.written.forEach((where, events) -> events.forEach((offset, text) -> {
                int perLot = events.size() / 12;
                if (perLot > 0 && offset / perLot != lot) {
                    assertThat(read.get(where).get(offset))
                            .as("%s: %s %s", damage, where, offset)
                            .isEqualTo(text);
                }
            }));
        }
    }

    @Test
    void namesTheStreamsThatMissEvents() throws IOException {
        Sample sample = Sample.small(true);
        byte[] content = sample.disk.content(FIRST);
        String text = new String(content, StandardCharsets.ISO_8859_1);
        sample.disk.change(FIRST, flipped(content, text.indexOf("b3"), 1));
        assertThat(LogVerifier.verify(sample.disk).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.streams()).containsExactly("b");
            assertThat(problem.what()).matches("events \\d:\\d to \\d:\\d are damaged");
        });
    }

    @Test
    void refusesAManifestOfANewerFormat() throws IOException {
        Sample sample = Sample.small(true);
        String lines = new String(sample.disk.content(Manifest.NAME), StandardCharsets.US_ASCII)
                .replace("leat-log " + Manifest.VERSION, "leat-log 9")
                .replaceAll("crc .*\n", "");
        byte[] bytes = lines.getBytes(StandardCharsets.US_ASCII);
        String all = lines + "crc %08x\n".formatted(new Checksum().of(bytes, 0, bytes.length));
        sample.disk.change(Manifest.NAME, all.getBytes(StandardCharsets.US_ASCII));
        refusesVersionNine(sample);
    }

    @Test
    void refusesASegmentOfANewerFormat() throws IOException {
        Sample sample = Sample.small(false);
        byte[] content = sample.disk.content(FIRST);
        content[8] = 9;
        UUID log = Manifest.read(sample.disk).log();
        int crc = new Checksum().at(log, 0, 9, content, 16, 48);
        for (int i = 0; i < 4; i++) {
            content[12 + i] = (byte) (crc >>> (8 * i));
        }
        sample.disk.change(FIRST, content);
        refusesVersionNine(sample);
        assertThat(sample.disk.content(FIRST)).isEqualTo(content);
    }

    private static void refusesVersionNine(Sample sample) {
        for (boolean readOnly : new boolean[] {false, true}) {
            assertThatThrownBy(() -> LogEngineProvider.open(sample.disk, Logs.SMALL, readOnly, Clock.systemUTC()))
                    .isInstanceOf(LeatException.Invalid.class)
                    .hasMessageContaining("version 9")
                    .hasMessageContaining("use a newer Leat");
        }
    }

    @Test
    void staysRightWhateverByteChangesInWhateverFile() throws IOException {
        for (boolean closed : new boolean[] {true, false}) {
            Sample sample = Sample.small(closed);
            for (String name : sample.disk.list()) {
                byte[] content = sample.disk.content(name);
                for (int at = 0; at < content.length; at++) {
                    if (name.equals(FIRST) && at == SegmentFormat.HEADER_BYTES) {
                        at = end(content); // commits are flipped above
                    }
                    SimDisk disk = sample.disk.copy();
                    disk.change(name, flipped(content, at % content.length, 0x10));
                    readsOrRefuses(sample, disk, name.equals(Manifest.NAME), name + " byte " + at);
                }
            }
        }
    }

    @Test
    void staysRightWhateverFileIsCutOffOrZeroed() throws IOException {
        for (boolean closed : new boolean[] {true, false}) {
            Sample sample = Sample.rolled(closed);
            for (String name : sample.disk.list()) {
                byte[] content = sample.disk.content(name);
                for (int at = 0; at < content.length; at += 1 + content.length / 31) {
                    SimDisk cut = sample.disk.copy();
                    cut.change(name, Arrays.copyOf(content, at));
                    readsOrRefuses(sample, cut, name.equals(Manifest.NAME), name + " cut at " + at);
                    SimDisk zeroed = sample.disk.copy();
                    byte[] zeros = content.clone();
                    Arrays.fill(zeros, at, Math.min(at + 512, zeros.length), (byte) 0);
                    zeroed.change(name, zeros);
                    readsOrRefuses(sample, zeroed, name.equals(Manifest.NAME), name + " zeroed at " + at);
                }
            }
        }
    }

    @Test
    void staysRightWhateverFileIsMissing() throws IOException {
        for (boolean closed : new boolean[] {true, false}) {
            Sample sample = Sample.rolled(closed);
            for (String name : sample.disk.list()) {
                SimDisk disk = sample.disk.copy();
                disk.change(name, null);
                boolean needed = name.equals(Manifest.NAME) || name.endsWith(".log");
                readsOrRefuses(sample, disk, needed, name + " missing");
            }
        }
    }

    private void readsOrRefuses(Sample sample, SimDisk disk, boolean mayRefuse, String damage) throws IOException {
        try {
            LogVerifier.verify(disk);
            readsAndGoesOn(sample, disk, damage);
        } catch (LeatException.Damaged e) {
            assertThat(mayRefuse).as("opens: %s: %s", damage, e.getMessage()).isTrue();
            assertThat(e.getMessage()).contains("restore");
        }
    }

    /** Opens, reads, appends, reads again, and all of it once more after a kill. */
    private void readsAndGoesOn(Sample sample, SimDisk disk, String damage) throws IOException {
        SimDisk now = disk;
        for (int opening = 0; opening < 2; opening++) {
            try (Engine engine = Logs.open(now)) {
                compare(sample, sample.read(engine, true), damage);
                if (!Logs.result(engine.describe("a")).isEmpty()) {
                    long offset = Logs.result(engine.append(Append.to("a", later.id("l" + opening)), Durability.SAFE))
                            .positions()
                            .get(0)
                            .offset();
                    assertThat(Logs.read(engine, "a", 0, offset)).as(damage).hasSize(1);
                }
                now = now.kill();
            } catch (LeatException.NotFound e) {
                // the stream's creation was damaged
            }
        }
    }

    private static void compare(Sample sample, Map<String, Map<Long, String>> read, String damage) {
        sample.written.forEach((where, events) ->
                events.forEach((offset, text) -> assertThat(read.get(where).get(offset))
                        .as("%s: %s %s", damage, where, offset)
                        .isIn(text, "damaged")));
    }

    private static byte[] flipped(byte[] content, int at, int flip) {
        byte[] changed = content.clone();
        changed[at] ^= (byte) flip;
        return changed;
    }

    /** The end of the last commit. */
    private static int end(byte[] content) {
        int at = SegmentFormat.HEADER_BYTES;
        for (int length = 1; length > 0; at += length) {
            length = CommitFormat.length(content, at, content.length - at);
        }
        return at;
    }
}
