package dev.leat.examples.format;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
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
                        "committed billing gone 0:19",
                        "deleted gone");
        assertThat(reader.cursors()).isEqualTo(Map.of("billing orders", "0:7,3:300", "new orders", ""));
    }

    @Test
    void aStrangerReadsALogOfManySegments() throws IOException {
        HubOptions small = HubOptions.defaults().engine("log.segment-bytes", "65536");
        List<String> written = write(directory, small, directory.resolve("copy"));

        ForeignReader reader = new ForeignReader(directory);

        assertThat(segments(directory)).isGreaterThan(3);
        assertThat(reader.events()).isEqualTo(written);
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

    private static long segments(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".log")).count();
        }
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
            List<String> written =
                    hub.readAll().list().stream().map(FormatTest::text).toList();
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

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
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
