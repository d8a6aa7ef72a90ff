package dev.leat.examples.format;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leat.core.Append;
import dev.leat.core.Cursor;
import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.NewEvent;
import dev.leat.core.StreamSettings;
import io.cloudevents.CloudEventData;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/format.md says is enough to read a log. */
class FormatTest {

    private static final NewEvent PLAIN = Event.of("order.placed", "/shop").subject("o-1");

    @TempDir
    Path directory;

    @Test
    void aStrangerReadsAClosedLog() throws IOException {
        List<String> written = write(directory, HubOptions.defaults(), directory.resolve("copy"));

        ForeignReader reader = new ForeignReader(directory);

        assertThat(reader.isClosed()).isTrue();
        assertThat(reader.events()).isEqualTo(written);
        assertThat(reader.controls())
                .containsExactly(
                        "created orders 4 3600.1s 5000 bytes",
                        "created ledger 1 0.0s 0 bytes",
                        "committed billing orders 0:7,3:300",
                        "committed audit ledger 0:1",
                        "committed audit ledger none",
                        "committed new orders ",
                        "created wide 1 0.0s 0 bytes",
                        "altered orders 4 0.0s 0 bytes",
                        "created gone 1 0.0s 0 bytes",
                        "created kept 1 0.0s 0 bytes compacted 60.500000000s deduplicated 9223372036854775807.0s guarded",
                        "committed billing gone 0:19",
                        "deleted gone");
        assertThat(reader.cursors()).isEqualTo(Map.of("billing orders", "0:7,3:300", "new orders", ""));
        assertThat(reader.keyFiles()).isEqualTo(1);
    }

    @Test
    void aStrangerReadsALogOfManySegments() throws IOException {
        HubOptions small = HubOptions.defaults().engine("log.segment-bytes", "65536");
        List<String> written = write(directory, small, directory.resolve("copy"));

        ForeignReader reader = new ForeignReader(directory);

        assertThat(files("log")).isGreaterThan(3);
        assertThat(reader.events()).isEqualTo(written);
    }

    @Test
    void aStrangerReadsALogThatWasCleaned() throws IOException {
        HubOptions small = HubOptions.defaults().engine("log.segment-bytes", "65536");
        List<String> written = write(directory, small, directory.resolve("copy"));
        try (Hub hub = Hub.open(directory.toString(), small)) {
            StreamSettings retained = StreamSettings.defaults().partitions(2).retain(Duration.ofDays(7));
            hub.create("firehose", retained);
            hub.create("latest", StreamSettings.defaults().compacted());
            written.addAll(publish(hub, 500));
            assertThat(hub.compact()).isPositive(); // the deleted stream, and what is not the latest
        }
        HubOptions later = small.clock(Clock.offset(Clock.systemUTC(), Duration.ofDays(8)));
        List<String> left;
        try (Hub hub = Hub.open(directory.toString(), later)) {
            publish(hub, 400);
            assertThat(hub.compact()).isPositive();
            publish(hub, 300);
            left = hub.readAll().list().stream().map(FormatTest::text).toList();
            await().until(() -> files("key") >= files("log") - 1);
            hub.stream("firehose").alter(StreamSettings.defaults().partitions(2));
        }

        ForeignReader reader = new ForeignReader(directory);

        assertThat(reader.cleaned()).isGreaterThan(1);
        assertThat(reader.events()).isEqualTo(left);
        assertThat(left).containsAnyElementsOf(written).doesNotContainAnyElementsOf(expired(written));
        assertThat(reader.controls()).anyMatch(control -> control.startsWith("trimmed firehose"));
        assertThat(reader.keyFiles()).isGreaterThan(1);
    }

    private static List<String> expired(List<String> written) {
        return written.stream()
                .filter(event -> event.startsWith("firehose ") || event.startsWith("gone "))
                .toList();
    }

    /** Events for streams of every kind. */
    private static List<String> publish(Hub hub, int appends) {
        Random random = new Random(appends);
        for (int i = 0; i < appends; i++) {
            NewEvent event = PLAIN.subject("s-" + random.nextInt(50)).json("{\"i\":" + i + "}");
            hub.append(Append.to(
                            "firehose", Collections.nCopies(3, event.with("long", "x".repeat(random.nextInt(300)))))
                    .and("latest", random.nextInt(5) > 0 ? event : PLAIN.subject("s-1"))
                    .and("ledger", event)
                    .and("kept", event.id("id-" + i)));
        }
        hub.append(Append.to("ledger", PLAIN)).await();
        return hub.readAll().list().stream().map(FormatTest::text).toList();
    }

    private long files(String extension) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith("." + extension))
                    .count();
        }
    }

    @Test
    void aStrangerReadsALogThatIsInUse() throws IOException {
        Path copy = directory.resolve("copy");
        List<String> written = write(directory, HubOptions.defaults(), copy);

        ForeignReader reader = new ForeignReader(copy);

        assertThat(reader.isClosed()).isFalse();
        assertThat(reader.events()).isEqualTo(written);
    }

    @Test
    void aStrangerReadsABackup() throws IOException {
        HubOptions small = HubOptions.defaults().engine("log.segment-bytes", "65536");
        List<String> written = write(directory.resolve("data"), small, directory.resolve("copy"));
        Path backup = directory.resolve("backup");
        try (Hub hub = Hub.open(directory.resolve("data").toString(), small)) {
            hub.backup(backup);
        }

        ForeignReader reader = new ForeignReader(backup);

        assertThat(reader.isClosed()).isFalse();
        assertThat(reader.events()).isEqualTo(written);
    }

    @Test
    void whatStandsBehindTheEndIsCutOffAndKept() throws IOException {
        Path copy = directory.resolve("copy");
        List<String> written = write(directory, HubOptions.defaults(), copy);
        Path segment = copy.resolve("0000000001.log");
        byte[] torn = "torn".getBytes(StandardCharsets.US_ASCII);
        Files.write(segment, torn, StandardOpenOption.APPEND);
        Hub.open(copy.toString()).close();

        long end = Files.size(segment) - 32;
        assertThat(copy.resolve("1-" + end + "-1.cut")).exists();
        assertThat(Files.readString(copy.resolve("MANIFEST")))
                .contains("epoch 2\n", "began 1 0\n", "began 2 " + written.size() + "\n");
        assertThat(new ForeignReader(copy).events()).isEqualTo(written);
    }

    /** Writes something of everything, and copies the files before the hub is closed. */
    private static List<String> write(Path directory, HubOptions options, Path copy) throws IOException {
        try (Hub hub = Hub.open(directory.toString(), options)) {
            hub.create(
                    "orders",
                    StreamSettings.defaults()
                            .partitions(4)
                            .retain(Duration.ofSeconds(3600, 1))
                            .retainBytes(5000));
            hub.append(Append.to("ledger", PLAIN)
                            .and("orders", everyKindOfValue())
                            .and("ledger", PLAIN))
                    .await();
            hub.append(Append.to("orders", PLAIN, PLAIN.subject("o-2")).and("ledger", List.of()))
                    .await();
            hub.stream("ledger")
                    .publish(Collections.nCopies(5, PLAIN.data("text/plain", new byte[100_000])))
                    .await();
            commitCursors(hub);
            for (int i = 0; i < 2_000; i++) {
                hub.stream("wide").publish(PLAIN.subject("subject-" + i).with("long", "x".repeat(i % 300)));
            }
            hub.stream("orders").alter(StreamSettings.defaults().partitions(4));
            for (int i = 0; i < 20; i++) {
                hub.stream("gone").publish(PLAIN).await(); // one by one: zeros are written ahead
            }
            hub.create(
                    "kept",
                    StreamSettings.defaults()
                            .compact(Duration.ofMillis(60_500))
                            .dedupe(StreamSettings.FOREVER)
                            .guarded(true));
            hub.stream("kept").publish(List.of(PLAIN, PLAIN.id("not-a-uuid"))).await();
            List<String> written =
                    hub.readAll().list().stream().map(FormatTest::text).collect(toList());
            hub.append(new Append(List.of(), null).commit("billing", "gone", Cursor.parse("0:19")))
                    .await();
            hub.stream("gone").delete();
            copy(directory, copy);
            return written;
        }
    }

    /** Alone, and with an event. */
    private static void commitCursors(Hub hub) {
        Append none = new Append(List.of(), null);
        hub.append(none.commit("billing", "orders", Cursor.parse("0:7,3:300"))).await();
        hub.append(Append.to("ledger", PLAIN).commit("audit", "ledger", Cursor.parse("0:1")))
                .await();
        hub.append(none.commit("audit", "ledger", null).commit("new", "orders", Cursor.NOTHING))
                .await();
    }

    private static List<NewEvent> everyKindOfValue() {
        OffsetDateTime time = OffsetDateTime.of(2026, 11, 1, 9, 30, 0, 123_456_000, ZoneOffset.UTC);
        return List.of(
                PLAIN.id("not-a-uuid").time((OffsetDateTime) null).data("text/plain", new byte[0]),
                PLAIN.time(time).json("{\"cents\": 5}").schema(URI.create("/schemas/order")),
                PLAIN.time(time.withNano(123_456_789)).with("flag", true).with("number", -7),
                PLAIN.time(time.withOffsetSameInstant(ZoneOffset.ofHours(-3))).with("link", URI.create("/x")),
                PLAIN.time("2026-11-01T09:30:00.500Z").with("when", time).with("bytes", new byte[] {1, 2, 3}));
    }

    /** What is being written beside the log may be renamed at any moment. */
    private static boolean hasMeaning(Path file) {
        return Files.isRegularFile(file) && !file.toString().endsWith(".new");
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(FormatTest::hasMeaning).toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()));
            }
        }
    }

    /** An event as {@link ForeignReader} tells it. */
    private static String text(Event event) {
        TreeMap<String, String> attributes = new TreeMap<>();
        for (String name : event.getAttributeNames()) {
            Object value = event.getAttribute(name);
            if (value != null && !name.equals("specversion") && !name.equals("time")) {
                attributes.put(name, value.toString());
            }
        }
        String unusual = event.unusualTimeText();
        if (unusual != null) {
            attributes.put("time", unusual);
        } else if (event.getTime() != null) {
            OffsetDateTime time = event.getTime();
            boolean micros = time.getOffset().equals(ZoneOffset.UTC) && time.getNano() % 1000 == 0;
            attributes.put("time", micros ? time.toInstant().toString() : time.toString());
        }
        for (String name : event.getExtensionNames()) {
            Object value = event.getExtension(name);
            attributes.put(
                    name, value instanceof byte[] bytes ? Base64.getEncoder().encodeToString(bytes) : value.toString());
        }
        CloudEventData data = event.getData();
        return event.stream() + " " + event.position() + " " + event.recordedTime() + " " + attributes
                + (data == null ? "" : " " + Base64.getEncoder().encodeToString(data.toBytes()));
    }
}
