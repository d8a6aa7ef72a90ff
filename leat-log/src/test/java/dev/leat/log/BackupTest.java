package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.leat.core.Append;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import dev.leat.core.StreamSettings;
import dev.leat.core.Subscription;
import dev.leat.log.disk.FileDisk;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hubs are backed up while they are in use, into directories that already have a backup or something else. */
class BackupTest {

    private static final int SEGMENT_BYTES = 64 * 1024;
    private static final HubOptions OPTIONS =
            HubOptions.defaults().engine(LogSettings.SEGMENT_BYTES, String.valueOf(SEGMENT_BYTES));

    @TempDir
    private Path parent;

    private Path data;
    private Path backup;
    private int published;

    @BeforeEach
    void name() {
        data = parent.resolve("data");
        backup = parent.resolve("backup");
    }

    private Hub open(Path directory) {
        return Hub.open(directory.toString(), OPTIONS);
    }

    private static Hub openReadOnly(Path directory) {
        return Hub.open(directory.toString(), OPTIONS.readOnly(true));
    }

    /** Two of them fill a segment. */
    private void publish(Hub hub, int events) {
        for (int i = 0; i < events; i++) {
            hub.stream("a")
                    .publish(Event.of("type", "/s").id("e-" + published++).data(null, new byte[25_000]))
                    .await();
        }
    }

    /** Whether all closed segments have their indexes, which are made in the background. */
    private boolean isIndexed() throws IOException {
        try (Stream<Path> list = Files.list(data)) {
            List<String> names = list.map(Path::toString).toList();
            long logs = names.stream().filter(name -> name.endsWith(".log")).count();
            return names.stream().filter(name -> name.endsWith(".idx")).count() == logs - 1;
        }
    }

    private static List<String> ids(Hub hub) {
        List<String> ids = new ArrayList<>();
        hub.stream("a").read().forEach(event -> ids.add(event.getId()));
        return ids;
    }

    private static List<Instant> times(Hub hub) {
        List<Instant> times = new ArrayList<>();
        hub.stream("a").read().forEach(event -> times.add(event.recordedTime()));
        return times;
    }

    private static Map<String, byte[]> files(Path directory) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> list = Files.list(directory)) {
            for (Path file : list.toList()) {
                files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> list = Files.list(from)) {
            for (Path file : list.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static Manifest manifest(Path directory) throws IOException {
        return Manifest.read(new FileDisk(directory));
    }

    @Test
    void copiesWhatIsNewAndNoMore() {
        try (Hub hub = open(data)) {
            publish(hub, 9);
            await().until(this::isIndexed); // what is made in between would be new
            assertThat(hub.backup(backup)).isBetween(9 * 25_000L, 10 * 25_000L);
            assertThat(hub.backup(backup)).isZero();
            publish(hub, 1);
            assertThat(hub.backup(backup)).isLessThan(SEGMENT_BYTES);
            publish(hub, 4);
            assertThat(hub.backup(backup)).isBetween(4 * 25_000L, 4 * 25_000L + SEGMENT_BYTES);
        }
        try (Hub hub = open(data)) {
            assertThat(hub.backup(backup)).as("the index of a segment at most").isLessThan(1_000);
        }
        try (Hub restored = open(backup)) {
            assertThat(ids(restored)).hasSize(14).startsWith("e-0").endsWith("e-13");
        }
    }

    @Test
    void isWholeWithWhatLastsForASecondAtMost() {
        try (Hub hub = Hub.open(data.toString(), OPTIONS.durability(Durability.FAST))) {
            publish(hub, 3);
            hub.backup(backup);
            try (Hub restored = openReadOnly(backup)) {
                assertThat(ids(restored)).isEqualTo(ids(hub)).hasSize(3);
            }
            publish(hub, 1);
            try (Hub reader = openReadOnly(data)) {
                reader.backup(backup);
            }
            try (Hub restored = openReadOnly(backup)) {
                assertThat(ids(restored)).isEqualTo(ids(hub)).hasSize(4);
            }
        }
    }

    @Test
    void aLastSegmentThatWasClosedAndGrewIsCopiedAgain() {
        for (int i = 0; i < 3; i++) {
            try (Hub hub = open(data)) {
                publish(hub, 1);
            }
            try (Hub reader = openReadOnly(data)) {
                reader.backup(backup);
            }
            try (Hub restored = openReadOnly(backup)) {
                assertThat(ids(restored)).hasSize(i + 1);
            }
        }
    }

    @Test
    void aHubWithoutEventsIsBackedUp() throws IOException {
        try (Hub hub = open(data)) {
            hub.create("a", StreamSettings.defaults().partitions(7));
            hub.backup(backup);
        }
        try (Hub restored = open(backup)) {
            assertThat(restored.stream("a").info().settings().partitions()).isEqualTo(7);
        }
        Path empty = parent.resolve("empty");
        try (Hub hub = open(parent.resolve("new"))) {
            hub.backup(empty);
        }
        assertThat(manifest(empty).backup()).isNotNull();
        try (Hub restored = open(empty)) {
            assertThat(restored.streams()).isEmpty();
        }
    }

    @Test
    void subscriptionsGoOnWhereTheyStood() {
        try (Hub hub = open(data)) {
            publish(hub, 3);
            try (Subscription mail = hub.subscribe("a").durable("mail").handle(event -> {})) {
                mail.caughtUp().await();
            }
            publish(hub, 1);
            hub.backup(backup);
        }
        List<String> handled = new ArrayList<>();
        try (Hub restored = open(backup);
                Subscription mail =
                        restored.subscribe("a").durable("mail").handle(event -> handled.add(event.getId()))) {
            mail.caughtUp().await();
        }
        assertThat(handled).containsExactly("e-3");
    }

    @Test
    void readingABackupChangesNothing() throws IOException {
        try (Hub hub = open(data)) {
            publish(hub, 5);
            hub.backup(backup);
        }
        Map<String, byte[]> before = files(backup);
        try (Hub reader = openReadOnly(backup)) {
            assertThat(ids(reader)).hasSize(5);
        }
        VerifyReport report = LogVerifier.verify(backup);
        assertThat(report.problems()).isEmpty();
        assertThat(report.events()).isEqualTo(5);
        assertThat(report.notes()).singleElement().asString().contains("backup, taken at 2");
        Map<String, byte[]> after = files(backup);
        assertThat(after).containsOnlyKeys(before.keySet());
        after.forEach((name, bytes) -> assertThat(bytes).isEqualTo(before.get(name)));
    }

    @Test
    void openingABackupRestoresIt() throws IOException {
        try (Hub hub = open(data)) {
            publish(hub, 5);
            hub.backup(backup);
            publish(hub, 2);
        }
        long end = manifest(backup).backup().sequence();
        try (Hub restored = open(backup)) {
            Manifest now = manifest(backup);
            assertThat(now.backup()).isNull();
            assertThat(now.epoch()).isEqualTo(manifest(data).epoch() + 1);
            assertThat(now.began()).endsWith(new Manifest.Began(now.epoch(), end));
            assertThat(ids(restored)).hasSize(5);
            restored.stream("a").publish(Event.of("type", "/s").id("other")).await();
        }
        int epoch = manifest(backup).epoch();
        try (Hub again = open(backup)) {
            assertThat(ids(again)).hasSize(6).endsWith("other");
        }
        assertThat(manifest(backup).epoch()).as("a hub like any other").isEqualTo(epoch);
    }

    @Test
    void aBackupOfABackupIsOne() throws IOException {
        Path second = parent.resolve("second");
        try (Hub hub = open(data)) {
            publish(hub, 5);
            hub.backup(backup);
        }
        try (Hub reader = openReadOnly(backup)) {
            reader.backup(second);
        }
        assertThat(manifest(second).backup()).isNotNull();
        assertThat(manifest(backup).backup()).isNotNull();
        try (Hub restored = open(second)) {
            assertThat(ids(restored)).hasSize(5);
        }
    }

    private void assertRefused(Hub hub, Path directory, String... words) throws IOException {
        Map<String, byte[]> before = Files.isDirectory(directory) ? files(directory) : Map.of();
        assertThatThrownBy(() -> hub.backup(directory))
                .isInstanceOf(LeatException.Invalid.class)
                .hasMessageContaining("directory: ")
                .hasMessageContainingAll(words);
        Map<String, byte[]> after = Files.isDirectory(directory) ? files(directory) : Map.of();
        assertThat(after).containsOnlyKeys(before.keySet());
        after.forEach((name, bytes) -> assertThat(bytes).isEqualTo(before.get(name)));
    }

    @Test
    void otherDirectoriesAreRefusedAndStayAsTheyAre() throws IOException {
        try (Hub hub = open(data)) {
            publish(hub, 5);
            Path used = Files.createDirectory(parent.resolve("used"));
            Files.writeString(used.resolve("thesis.txt"), "text");
            assertRefused(hub, used, "thesis.txt", "not empty", "new directory");

            Path other = parent.resolve("other");
            open(other).close();
            assertRefused(hub, other, "holds another hub");

            Path another = parent.resolve("another");
            try (Hub source = open(other)) {
                source.backup(another);
            }
            assertRefused(hub, another, "backup of another hub");

            hub.backup(backup);
            Path torn = parent.resolve("torn");
            copy(backup, torn);
            Files.writeString(torn.resolve("MANIFEST"), "leat-log 1\n");
            assertRefused(hub, torn, "MANIFEST", "damaged");
            Files.delete(torn.resolve("MANIFEST"));
            assertRefused(hub, torn, "not empty");

            open(backup).close();
            assertRefused(hub, backup, "opened for writing", "restores");
        }
    }

    @Test
    void theHubsOwnDirectoryIsRefusedByAnyName() throws IOException {
        try (Hub hub = open(data)) {
            publish(hub, 1);
            Path link = Files.createSymbolicLink(parent.resolve("link"), data);
            for (Path own : List.of(data, data.resolve("."), link)) {
                assertThatThrownBy(() -> hub.backup(own))
                        .isInstanceOf(LeatException.Invalid.class)
                        .hasMessageContaining("own directory");
            }
            for (Path inside : List.of(data.resolve("backup"), data.resolve("x/../y"), link.resolve("deep/er"))) {
                assertThatThrownBy(() -> hub.backup(inside)).hasMessageContaining("own directory");
                assertThat(inside).doesNotExist();
            }
            Path file = Files.writeString(parent.resolve("file"), "text");
            assertThatThrownBy(() -> hub.backup(file.resolve("below")))
                    .isInstanceOf(LeatException.Invalid.class)
                    .hasMessageContaining("file, not a directory");
            assertThat(hub.backup(parent.resolve("x/y/z"))).isPositive();
        }
    }

    @Test
    void aClosedHubRefuses() {
        Hub hub = open(data);
        hub.close();
        assertThatThrownBy(() -> hub.backup(backup)).isInstanceOf(LeatException.Closed.class);
    }

    @Test
    void whatOnlyTheBackupStillHasIsNotTakenFromIt() throws IOException {
        Path older = parent.resolve("older");
        try (Hub hub = open(data)) {
            publish(hub, 5);
            hub.backup(older);
            publish(hub, 3);
            hub.backup(backup);
        }
        try (Hub restored = open(older)) {
            assertRefused(
                    restored, backup, "goes on to event number 7", "before number 5", "restored from an older state");
            publish(restored, 7);
            assertRefused(restored, backup, "before number 5");
        }
        copy(data, parent.resolve("before"));
        try (Hub hub = open(data)) {
            publish(hub, 1);
            hub.backup(backup);
        }
        try (Hub behind = open(parent.resolve("before"))) {
            assertRefused(behind, backup, "goes on to event number 8", "before number 8");
        }
    }

    @Test
    void aRestoredHubGoesOnWithTheBackupThatItIsACopyOf() throws IOException {
        try (Hub hub = open(data)) {
            publish(hub, 5);
            hub.backup(backup);
        }
        Path restored = parent.resolve("restored");
        copy(backup, restored);
        try (Hub hub = open(restored)) {
            publish(hub, 5);
            assertThat(hub.backup(backup)).isLessThan(6 * 25_000 + SEGMENT_BYTES);
        }
        try (Hub reader = openReadOnly(backup)) {
            assertThat(ids(reader)).hasSize(10);
        }
        try (Hub original = open(data)) {
            publish(original, 20);
            assertRefused(original, backup, "goes on to event number 9", "before number 5");
        }
    }

    @Test
    void anotherCourseOfTheSameSegmentIsNotTakenForIt() throws IOException {
        try (Hub hub = open(data)) {
            publish(hub, 5);
        }
        Path twin = parent.resolve("twin");
        copy(data, twin);
        try (Hub hub = open(data)) {
            publish(hub, 5);
            hub.backup(backup);
        }
        published = 5;
        try (Hub hub = open(twin)) {
            publish(hub, 7);
            hub.backup(backup);
            try (Hub restored = openReadOnly(backup)) {
                assertThat(times(restored)).isEqualTo(times(hub)).hasSize(12);
            }
        }
        assertThat(LogVerifier.verify(backup).problems()).isEmpty();
    }

    @Test
    void damageIsCopiedAndTold() throws IOException {
        try (Hub hub = open(data)) {
            publish(hub, 9);
        }
        Path damaged = data.resolve(SegmentName.first(2).log());
        try (RandomAccessFile file = new RandomAccessFile(damaged.toFile(), "rw")) {
            file.seek(10_000);
            file.write(1);
        }
        try (Hub hub = open(data)) {
            hub.backup(backup);
        }
        assertThat(LogVerifier.verify(backup).problems())
                .hasSameSizeAs(LogVerifier.verify(data).problems());
        assertThat(LogVerifier.verify(backup).problems()).isNotEmpty();
    }

    @Test
    void whatItDoesNotNameIsRemoved() throws IOException {
        try (Hub hub = open(data)) {
            publish(hub, 5);
            hub.backup(backup);
            Files.write(backup.resolve("0000000077.log"), new byte[10]);
            Files.write(backup.resolve("0000000002.log.new"), new byte[10]);
            Files.write(backup.resolve("0000000077.idx"), new byte[10]);
            Files.writeString(backup.resolve("README"), "mine");
            hub.backup(backup);
            assertThat(files(backup)).doesNotContainKeys("0000000077.log", "0000000002.log.new", "0000000077.idx");
            assertThat(files(backup)).containsKey("README");
            Files.write(backup.resolve("0000000077.idx"), new byte[10]);
        }
        try (Hub restored = open(backup)) {
            assertThat(ids(restored)).hasSize(5);
            assertThat(backup.resolve("0000000077.idx")).doesNotExist();
        }
    }

    @Test
    void aBackupIntoOneThatIsBeingMadeIsFenced() throws Exception {
        try (Hub hub = open(data);
                AutoCloseable lock = new FileDisk(Files.createDirectory(backup)).lock("LOCK")) {
            publish(hub, 1);
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> hub.backup(backup))
                    .isInstanceOf(LeatException.Fenced.class)
                    .hasMessageContaining("another backup");
        }
    }

    @Test
    void hasAllThatWasAcknowledgedBeforeItBeganWhileOthersPublish() throws Exception {
        Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
        AtomicInteger next = new AtomicInteger();
        Hub hub = Hub.open(data.toString(), OPTIONS.engine(LogSettings.SEGMENT_BYTES, "1000000"));
        List<Thread> threads = new ArrayList<>();
        for (Durability level : Durability.values()) {
            Thread thread = new Thread(() -> {
                for (int i = next.incrementAndGet(); i < 6_000; i = next.incrementAndGet()) {
                    Append append = Append.to(
                                    "a", Event.of("type", "/s").id("a-" + i).data(null, new byte[1_000]))
                            .and("b", Event.of("type", "/s").id("b-" + i));
                    hub.append(append.durability(level)).await();
                    acknowledged.addAll(List.of("a-" + i, "b-" + i));
                }
            });
            thread.start();
            threads.add(thread);
        }
        while (threads.stream().anyMatch(Thread::isAlive)) {
            List<String> before = new ArrayList<>(acknowledged);
            hub.backup(backup);
            assertThat(LogVerifier.verify(backup).problems()).isEmpty();
            try (Hub reader = openReadOnly(backup)) {
                List<String> all = new ArrayList<>();
                reader.readAll().forEach(event -> all.add(event.getId()));
                assertThat(new HashSet<>(all)).hasSameSizeAs(all).containsAll(before);
                assertThat(all.stream().filter(id -> id.startsWith("a")).count() * 2)
                        .as("appends are whole")
                        .isEqualTo(all.size());
            }
        }
        hub.close();
    }
}
