package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Append;
import dev.leat.core.Durability;
import dev.leat.core.LeatException;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Engine;
import dev.leat.log.disk.Disk;
import dev.leat.log.disk.DiskFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Backups that fail, or whose disk loses power, at each of their operations. */
class BackupFaultTest {

    private static final String STREAM = "a";

    /** A log at some moments of its life, closed: a segment and a bit, some more, none more, many more. */
    private List<SimDisk> stages() throws IOException {
        List<SimDisk> stages = new ArrayList<>();
        SimDisk disk = new SimDisk();
        int published = 0;
        for (int events : new int[] {3, 2, 0, 7}) {
            try (Engine engine = Logs.open(disk)) {
                Logs.result(engine.create(STREAM, StreamSettings.defaults().partitions(2)));
                for (int i = 0; i < events; i++) {
                    append(engine, "e-" + published++);
                }
            }
            stages.add(disk.copy());
        }
        return stages;
    }

    private static void append(Engine engine, String id) {
        RandomEvents events = new RandomEvents(new Random(id.hashCode()));
        Logs.result(engine.append(
                Append.to(STREAM, events.numbered(id).data(null, new byte[30_000])), Durability.SAFE));
    }

    private static long backUp(Disk source, Disk target) throws IOException {
        try (OpenLog log = ReadOnlyLog.open(source, Logs.SMALL, Clock.systemUTC())) {
            return new Backup(log, source, target).run();
        }
    }

    /** The ids of all events, in their order, after a backup was restored. */
    private static List<String> restored(SimDisk backup) throws IOException {
        assertThat(LogVerifier.verify(backup).problems()).isEmpty();
        List<String> readOnly;
        try (Engine engine = Logs.openReadOnly(backup)) {
            readOnly = ids(engine);
        }
        try (Engine engine = Logs.open(backup.copy())) {
            // what a failed backup has added stands above the mark, and is not to be seen before it is restored
            List<String> all = ids(engine);
            assertThat(all).startsWith(readOnly.toArray(String[]::new));
            append(engine, "after");
            assertThat(ids(engine)).hasSize(all.size() + 1).startsWith(all.toArray(String[]::new));
            return all;
        }
    }

    private static List<String> ids(Engine engine) {
        return Logs.read(engine, Engine.ALL_STREAMS, Engine.ALL_PARTITIONS, 0).stream()
                .map(numbered -> numbered.event().getId())
                .toList();
    }

    private static List<String> held(SimDisk log) throws IOException {
        try (Engine engine = Logs.openReadOnly(log)) {
            return ids(engine);
        }
    }

    private enum Fault {
        ONE_OPERATION,
        KILLED,
        POWER,
        SOURCE
    }

    /** Fails at this operation; returns what is left of the backup, or null if there were not so many. */
    private static SimDisk failed(SimDisk source, SimDisk before, Fault fault, long operation, Random random)
            throws IOException {
        SimDisk from = source.copy();
        SimDisk target = before.copy();
        SimDisk faulty = fault == Fault.SOURCE ? from : target;
        faulty.fail(operation, fault == Fault.ONE_OPERATION ? operation + 1 : Long.MAX_VALUE);
        try {
            backUp(from, target);
        } catch (IOException | LeatException e) {
            // as wanted
        }
        boolean reached = faulty.operations() >= operation;
        target.fail(Long.MAX_VALUE, Long.MAX_VALUE);
        SimDisk left = fault == Fault.POWER ? target.crash(random) : target.kill();
        return reached ? left : null;
    }

    @Property(tries = 2)
    void aBackupThatFailsLeavesTheOneBefore(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        for (Fault fault : Fault.values()) {
            SimDisk backup = new SimDisk();
            List<String> before = List.of();
            for (SimDisk source : stages()) {
                List<String> now = held(source);
                SimDisk left = failed(source, backup, fault, 1, random);
                for (int operation = 2; left != null; operation++) {
                    String where = fault + " before operation " + operation + " of stage " + now.size();
                    if (left.exists(Manifest.NAME)) {
                        List<String> kept = restored(left);
                        assertThat(kept).as(where).hasSizeGreaterThanOrEqualTo(before.size());
                        assertThat(now).as(where).startsWith(kept.toArray(String[]::new));
                    } else {
                        assertThat(before).as(where).isEmpty();
                    }
                    backUp(source, left);
                    assertThat(restored(left)).as(where).isEqualTo(now);
                    assertThat(left.list()).as(where).noneMatch(name -> name.endsWith(".new"));
                    left = failed(source, backup, fault, operation, random);
                }
                backUp(source, backup);
                before = now;
            }
        }
    }

    @Test
    void aBackupThatFailsClosesItsFiles() throws IOException {
        SimDisk source = stages().get(3);
        for (int operation = 1; operation < 40; operation++) {
            SimDisk target = new SimDisk();
            target.fail(operation, Long.MAX_VALUE);
            assertThatThrownBy(() -> backUp(source, target)).isInstanceOf(IOException.class);
            assertThat(target.openFiles()).isZero();
        }
        assertThat(source.openFiles()).isZero();
    }

    @Test
    void aFullDiskLeavesTheBackupBefore() throws IOException {
        List<SimDisk> stages = stages();
        SimDisk target = new SimDisk();
        backUp(stages.get(0), target);
        target.space(150_000);
        assertThatThrownBy(() -> backUp(stages.get(3), target)).hasMessageContaining("No space left");
        target.space(Long.MAX_VALUE);
        List<String> kept = restored(target.copy());
        assertThat(kept).startsWith(held(stages.get(0)).toArray(String[]::new));
        backUp(stages.get(3), target);
        assertThat(restored(target)).isEqualTo(held(stages.get(3)));
    }

    /** A log that writes on, and whose first segment is gone when it is looked for, so many times. */
    private static final class Cleaned implements Disk {
        private final SimDisk disk;
        private final Engine engine;
        private int times;

        Cleaned(SimDisk disk, Engine engine, int times) {
            this.disk = disk;
            this.engine = engine;
            this.times = times;
        }

        @Override
        public DiskFile open(String name, boolean writable) throws IOException {
            if (name.equals(SegmentName.first(1).log()) && times-- > 0) {
                for (int i = 0; engine != null && i < 3; i++) {
                    append(engine, "late-" + times + "-" + i);
                }
                throw new NoSuchFileException(name);
            }
            return disk.open(name, writable);
        }

        @Override
        public Path directory() {
            return disk.directory();
        }

        @Override
        public List<String> list() {
            return disk.list();
        }

        @Override
        public boolean exists(String name) {
            return disk.exists(name);
        }

        @Override
        public void rename(String from, String to) throws IOException {
            disk.rename(from, to);
        }

        @Override
        public void delete(String name) throws IOException {
            disk.delete(name);
        }

        @Override
        public void syncDirectory() throws IOException {
            disk.syncDirectory();
        }

        @Override
        public long usableSpace() {
            return disk.usableSpace();
        }

        @Override
        public AutoCloseable lock(String name) {
            return disk.lock(name);
        }
    }

    private SimDisk source;

    @BeforeEach
    void fill() throws IOException {
        source = stages().get(3);
    }

    @Test
    void takesTheFilesOfANewManifestWhereOnesAreGone() throws IOException {
        SimDisk target = new SimDisk();
        try (OpenLog log = WritableLog.open(source, Logs.SMALL, Clock.systemUTC())) {
            Engine engine = new LogEngine(source, log);
            new Backup(log, new Cleaned(source, engine, 3), target).run();
            assertThat(restored(target)).isEqualTo(ids(engine)).contains("late-0-2");
        }
    }

    @Test
    void isRefusedWhereAFileIsMissing() throws IOException {
        SimDisk target = new SimDisk();
        try (OpenLog log = WritableLog.open(source, Logs.SMALL, Clock.systemUTC())) {
            assertThatThrownBy(() -> new Backup(log, new Cleaned(source, null, 99), target).run())
                    .isInstanceOf(LeatException.Damaged.class)
                    .hasMessageContaining(SegmentName.first(1).log())
                    .hasMessageContaining("missing");
        }
    }
}
