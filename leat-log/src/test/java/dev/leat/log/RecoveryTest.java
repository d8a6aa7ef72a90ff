package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Append;
import dev.leat.core.Durability;
import dev.leat.core.LeatException;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Engine;
import dev.leat.log.format.CommitFormat;
import dev.leat.log.format.Lsn;
import dev.leat.log.format.SegmentFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The rules by which a log is opened that was not closed, and one that was. */
class RecoveryTest {

    private static final String FIRST = SegmentName.first(1).log();

    private final RandomEvents events = new RandomEvents(new Random(3));
    private SimDisk disk = new SimDisk();
    private int published;

    private Engine open() throws IOException {
        Engine engine = Logs.open(disk);
        Logs.result(engine.create("a", StreamSettings.defaults()));
        return engine;
    }

    private void append(Engine engine, int bytes, Durability level) {
        Append append = Append.to("a", events.numbered("e-" + published++).data(null, new byte[bytes]));
        Logs.result(engine.append(append, level));
    }

    private int events() throws IOException {
        try (Engine engine = Logs.open(disk)) {
            return Logs.read(engine, "a", 0, 0).size();
        }
    }

    private Manifest manifest() throws IOException {
        return Manifest.read(disk);
    }

    private long mark() throws IOException {
        return new HighestMark(disk, manifest()).lsn();
    }

    @Test
    void cutsTheLogAtTheFirstBadCommitAboveTheMarkAndKeepsTheBytes() throws IOException {
        try (Engine engine = open()) {
            append(engine, 100, Durability.SAFE);
            byte[] synced = disk.content(DurableMark.NAME);
            int durable = Lsn.position(mark());
            for (int i = 0; i < 3; i++) {
                append(engine, 100, Durability.FAST);
            }
            byte[] content = disk.content(FIRST);
            disk = disk.kill();
            disk.change(DurableMark.NAME, synced);
            int bad = durable + CommitFormat.length(content, durable, content.length - durable);
            content[bad + 60] ^= 1;
            disk.change(FIRST, content);

            assertThat(events()).isEqualTo(2);
            List<String> cut =
                    disk.list().stream().filter(name -> name.endsWith(".cut")).toList();
            assertThat(cut).containsExactly("1-" + bad + "-1.cut");
            assertThat(disk.content(cut.get(0))).isEqualTo(Arrays.copyOfRange(content, bad, content.length));
            assertThat(LogVerifier.verify(disk).problems()).isEmpty();
        }
    }

    @Test
    void keepsEachCutOfTheSamePlace() throws IOException {
        for (int i = 0; i < 2; i++) {
            try (Engine engine = open()) {
                append(engine, 100, Durability.SAFE);
            }
            int end = disk.content(FIRST).length - SegmentFormat.FOOTER_BYTES;
            byte[] torn = Arrays.copyOf(disk.content(FIRST), end + 100);
            Arrays.fill(torn, end, end + 100, (byte) (i + 1));
            disk.change(FIRST, torn);
            assertThat(events()).isEqualTo(i + 1);
        }
        assertThat(disk.list()).filteredOn(name -> name.endsWith(".cut")).hasSize(2);
    }

    @Test
    void reportsDamageBelowTheMark() throws IOException {
        try (Engine engine = open()) {
            append(engine, 100, Durability.SAFE);
            int second = Lsn.position(mark());
            append(engine, 100, Durability.SAFE);
            append(engine, 100, Durability.SAFE);
            byte[] content = disk.content(FIRST);
            disk = disk.kill();
            content[second + CommitFormat.length(content, second, content.length - second) - 20] ^= 1;
            disk.change(FIRST, content);
        }
        assertThat(disk.list()).noneMatch(name -> name.endsWith(".cut"));
        try (Engine engine = Logs.open(disk)) {
            assertThatThrownBy(() -> Logs.read(engine, "a", 0, 0))
                    .isInstanceOf(LeatException.Damaged.class)
                    .hasMessageContaining("events 0:1 to 0:1 of 'a'");
            assertThat(Logs.read(engine, "a", 0, 2)).hasSize(1);
        }
    }

    @Test
    void knowsFromLaterSegmentsWhatHadBeenSynced() throws IOException {
        try (Engine engine = open()) {
            byte[] old = disk.content(DurableMark.NAME);
            for (int i = 0; i < 5; i++) {
                append(engine, 30_000, Durability.SAFE);
            }
            byte[] content = disk.content(FIRST);
            disk = disk.kill();
            disk.change(DurableMark.NAME, old);
            disk.change(SegmentName.first(1).side(), null);
            content[content.length - 40] ^= 1;
            disk.change(FIRST, content);
        }
        try (Engine engine = Logs.open(disk)) {
            assertThat(Logs.read(engine, "a", 0, 2)).hasSize(3);
            assertThat(disk.list()).noneMatch(name -> name.endsWith(".cut"));
        }
    }

    @Test
    void raisesTheEpochAtUncleanOpeningsOnly() throws IOException {
        open().close();
        open().close();
        assertThat(manifest().epoch()).isEqualTo(1);
        try (Engine engine = open()) {
            append(engine, 10, Durability.FAST);
            append(engine, 10, Durability.FAST);
            disk = disk.kill();
        }
        open().close();
        assertThat(manifest().epoch()).isEqualTo(2);
        assertThat(manifest().began()).containsExactly(new Manifest.Began(1, 0), new Manifest.Began(2, 2));
        open().close();
        assertThat(manifest().epoch()).isEqualTo(2);
    }

    @Test
    void raisesTheEpochWhereAllSinceTheOpeningWasLost() throws IOException {
        try (Engine engine = open()) {
            append(engine, 10, Durability.SAFE);
        }
        for (int seed = 0; seed < 50; seed++) {
            SimDisk closed = disk.copy();
            try (Engine engine = Logs.open(closed)) {
                append(engine, 10, Durability.FAST);
                SimDisk left = closed.crash(new Random(seed));
                Logs.open(left).close();
                assertThat(Manifest.read(left).epoch()).as("seed %s", seed).isEqualTo(2);
            }
        }
    }

    @Test
    void endsTheLogWithAFooterWhenClosed() throws IOException {
        try (Engine engine = open()) {
            append(engine, 10, Durability.FAST);
        }
        byte[] content = disk.content(FIRST);
        int at = content.length - SegmentFormat.FOOTER_BYTES;
        byte[] footer = Arrays.copyOfRange(content, at, content.length);
        assertThat(SegmentFormat.readFooter(manifest().log(), 1, at, footer)).hasValueSatisfying(found -> {
            assertThat(found.endSequence()).isEqualTo(1);
            assertThat(found.synced()).isTrue();
        });
    }

    @Test
    void readsNoCommitWhenItWasClosed() throws IOException {
        try (Engine engine = open()) {
            for (int i = 0; i < 9; i++) {
                append(engine, 20_000, Durability.FAST);
            }
        }
        for (int number = 1; disk.exists(SegmentName.first(number).log()); number++) {
            byte[] content = disk.content(SegmentName.first(number).log());
            Arrays.fill(content, SegmentFormat.HEADER_BYTES, content.length - SegmentFormat.FOOTER_BYTES, (byte) 0);
            disk.change(SegmentName.first(number).log(), content);
        }
        try (Engine engine = Logs.open(disk)) {
            assertThat(Logs.streams(engine).get(0).partitions().get(0).next()).isEqualTo(9);
            assertThatThrownBy(() -> Logs.read(engine, "a", 0, 0)).isInstanceOf(LeatException.Damaged.class);
        }
    }

    @Test
    void makesSideFilesAgain() throws IOException {
        try (Engine engine = open()) {
            for (int i = 0; i < 9; i++) {
                append(engine, 20_000, Durability.FAST);
            }
        }
        disk.change(SegmentName.first(1).side(), null);
        byte[] broken = disk.content(SegmentName.first(2).side()).clone();
        broken[21] ^= 1;
        disk.change(SegmentName.first(2).side(), broken);
        assertThat(events()).isEqualTo(9);
        assertThat(manifest().epoch()).isEqualTo(1);
        for (int segment = 1; segment <= 2; segment++) {
            assertThat(SideFile.open(disk, manifest().log(), SegmentName.first(segment)))
                    .isNotNull();
        }
    }

    @Test
    void readsTheSegmentWhereItsIndexIsDamaged() throws IOException {
        try (Engine engine = open()) {
            for (int i = 0; i < 9; i++) {
                append(engine, 20_000, Durability.FAST);
            }
        }
        SideFile.Head head =
                SideFile.open(disk, manifest().log(), SegmentName.first(1)).head();
        byte[] side = disk.content(SegmentName.first(1).side());
        int sections = SideFile.FIXED_BYTES
                + ByteBuffer.wrap(side).order(ByteOrder.LITTLE_ENDIAN).getInt(12);
        for (int at = sections; at < side.length; at++) {
            side[at] ^= 1;
        }
        disk.change(SegmentName.first(1).side(), side);
        assertThat(head.parts()).hasSize(1);
        try (Engine engine = Logs.open(disk)) {
            assertThat(Logs.read(engine, "a", 0, 0)).hasSize(9);
            assertThat(Logs.read(engine, Engine.ALL_STREAMS, Engine.ALL_PARTITIONS, 0))
                    .hasSize(9);
        }
    }

    @Test
    void isFencedWhileAnotherHubWrites() throws IOException {
        try (Engine engine = open()) {
            assertThatThrownBy(() -> Logs.open(disk))
                    .isInstanceOf(LeatException.Fenced.class)
                    .hasMessageContaining("read-only");
            append(engine, 10, Durability.SAFE);
        }
        Logs.open(disk).close();
    }
}
