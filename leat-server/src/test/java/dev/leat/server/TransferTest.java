package dev.leat.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Append;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.NewEvent;
import dev.leat.core.StreamSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code leat export} writes, {@code leat import} reads. */
class TransferTest {

    private static final StreamSettings KEPT = StreamSettings.defaults()
            .partitions(3)
            .retain(Duration.ofDays(36_500))
            .retainBytes(Long.MAX_VALUE);

    @TempDir
    Path parent;

    private Cli leat;
    private Cli other;

    @BeforeEach
    void publish() {
        leat = Cli.on(parent.resolve("hub"));
        other = Cli.on(parent.resolve("other"));
        Random random = new Random(5);
        try (Hub hub = Hub.open(leat.hub().toString(), HubOptions.defaults().durability(Durability.FAST))) {
            hub.create("orders", KEPT);
            hub.create("empty", StreamSettings.defaults().dedupe(StreamSettings.FOREVER));
            for (int i = 0; i < 1_200; i++) {
                NewEvent event = Event.of("t", "/s")
                        .id("e-" + i)
                        .subject("ü " + random.nextInt(50))
                        .with("n", i)
                        .with("flag", true)
                        .json("{\"a\":[1.50, \"x\"]}");
                Append append = Append.to("orders", event);
                append = i % 3 > 0
                        ? append
                        : append.and("audit", event.data("text/plain", new byte[] {65, 10, (byte) 200}));
                hub.append(append).await();
            }
        }
    }

    /** What there is in each partition; in what order those are merged depends on the time of recording. */
    private List<String> read(Cli from, String stream) {
        return from.run("read", stream).lines().stream()
                .map(line -> line.replaceFirst("\"recordedtime\":\"[^\"]*\",?", ""))
                .sorted(Comparator.comparing(line -> line.replaceFirst(".*\"leatposition\":\"", "")))
                .toList();
    }

    private String exported(String... args) {
        List<String> command = new ArrayList<>(List.of("export"));
        command.addAll(List.of(args));
        Cli.Result result = leat.run(command.toArray(String[]::new));
        assertThat(result.code()).isZero();
        return result.out();
    }

    /** The lines without the last one, and that for them. */
    private static String ended(List<String> lines) {
        String all = String.join("\n", lines) + "\n";
        CRC32C checksum = new CRC32C();
        checksum.update(all.getBytes(StandardCharsets.UTF_8));
        long events =
                lines.stream().filter(line -> !line.contains("leatexport")).count();
        return all + "{\"leatexport\":\"end\",\"events\":" + events + ",\"crc32c\":\""
                + "%08x".formatted(checksum.getValue()) + "\"}\n";
    }

    private static List<String> linesOf(String export) {
        List<String> lines = new ArrayList<>(export.lines().toList());
        lines.remove(lines.size() - 1);
        return lines;
    }

    @Test
    void streamsComeBackWithSettingsEventsAndPositions() {
        Cli.Result imported = other.withInput(exported(), "import");

        assertThat(imported).isEqualTo(new Cli.Result(0, "", "1,600 events imported\n"));
        for (String stream : List.of("orders", "audit", "empty")) {
            assertThat(read(other, stream)).isEqualTo(read(leat, stream));
        }
        assertThat(other.run("stream", "list").lines())
                .isEqualTo(leat.run("stream", "list").lines());
        assertThat(other.run("stream", "describe", "empty").out()).contains("\"dedupe\":\"forever\"");
        try (Hub from = Hub.open(leat.hub().toString());
                Hub to = Hub.open(other.hub().toString())) {
            List<String> order = new ArrayList<>();
            from.readAll().forEach(event -> order.add(event.stream() + event.getId()));
            List<String> again = new ArrayList<>();
            to.readAll().forEach(event -> again.add(event.stream() + event.getId()));
            assertThat(again).as("the order over all streams").isEqualTo(order);
        }
    }

    @Test
    void exportsTheStreamsThatAreNamedAndToAFile() throws IOException {
        Path file = Files.writeString(parent.resolve("audit.jsonl"), "old");

        Cli.Result result = leat.run("export", "audit", "-o", file.toString());

        assertThat(result).isEqualTo(new Cli.Result(0, "", "400 events of 1 stream exported\n"));
        assertThat(Files.readAllLines(file)).hasSize(403).noneMatch(line -> line.contains("orders"));
        assertThat(file.resolveSibling("audit.jsonl.part")).doesNotExist();
        assertThat(other.run("import", file.toString()).err()).isEqualTo("400 events imported\n");
        assertThat(read(other, "audit")).isEqualTo(read(leat, "audit"));
    }

    @Test
    void anImportThatIsRunAgainAddsNothing() {
        String export = exported();
        other.withInput(export, "import");

        assertThat(other.withInput(export, "import"))
                .isEqualTo(new Cli.Result(0, "", "0 events imported, 1,600 had been before\n"));
        other.run("stream", "delete", "audit");
        assertThat(other.withInput(export, "import").err()).isEqualTo("400 events imported, 1,200 had been before\n");
        assertThat(read(other, "audit")).isEqualTo(read(leat, "audit"));
        assertThat(read(other, "orders")).isEqualTo(read(leat, "orders"));
    }

    @Test
    void anInputThatEndsEarlyIsNamedAndGoesOnWhenItIsWhole() {
        String export = exported();
        for (int length : new int[] {
            0, 40, 600, export.length() / 2, export.lastIndexOf("\n", export.length() - 2) + 1, export.length() - 3
        }) {
            Cli.Result cut = other.withInput(export.substring(0, length), "import");
            assertThat(cut.code()).isEqualTo(2);
            assertThat(cut.err()).contains("leat: line ").contains("cut off");
        }
        assertThat(other.withInput(export, "import").err()).startsWith("100 events imported, 1,500 had been before");
        assertThat(read(other, "orders")).isEqualTo(read(leat, "orders"));
        assertThat(read(other, "audit")).isEqualTo(read(leat, "audit"));
    }

    @Test
    void aDamagedFileIsRefusedAsAWhole() throws IOException {
        String export = exported();
        Path file = parent.resolve("x.jsonl");
        List<String> torn = linesOf(export);
        torn.set(1_000, torn.get(1_000).replace("\"id\":", "\"id:"));
        List<String> missing = linesOf(export);
        missing.remove(900);
        List<String> foreign = linesOf(export);
        foreign.add(700, "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}");
        List<String> unknown = linesOf(export);
        unknown.set(800, unknown.get(800).replaceFirst("\"leatstream\":\"[a-z]+\"", "\"leatstream\":\"bills\""));
        String end = export.substring(export.lastIndexOf("\n", export.length() - 2) + 1);
        String[][] damages = {
            {ended(torn), "line 1001: json: does not read at column"},
            {String.join("\n", missing) + "\n" + end, "line 1604: the export has 1600 events, and 1599 stand here"},
            {export.replaceFirst("1\\.50", "1.51"), "line 1605: the checksum does not match"},
            {ended(foreign), "line 701: leatstream: is missing"},
            {ended(unknown), "line 801: the event is of stream 'bills', which no line describes"},
            {export + end, "line 1606: something follows the export"},
            {ended(linesOf(export).subList(0, 3)), "line 4: another stream should stand here"},
        };
        for (String[] damage : damages) {
            Files.writeString(file, damage[0]);
            Cli.Result refused = other.run("import", file.toString());
            assertThat(refused.err()).startsWith("leat: " + damage[1]);
            assertThat(refused.code()).isEqualTo(2);
            assertThat(other.hub()).doesNotExist();
        }
    }

    @Test
    void whatIsNoExportIsRefusedAndCreatesNothing() {
        String export = exported();
        String[][] inputs = {
            {"hello\n", "line 1: this is no export of leat: json: does not read at column 1"},
            {"[]\n", "line 1: this is no export of leat: json: is no object"},
            {Cli.event("1", "t") + "\n", "line 1: this is no export of leat: leatstream: is missing"},
            {"{\"leatexport\":\"end\",\"events\":0,\"crc32c\":\"0\"}\n", "line 1: this is no export"},
            {export.replaceFirst("\"version\":1", "\"version\":2"), "line 1: version: the export has format 2"},
            {export.replaceFirst("\"partitions\":3", "\"partitions\":0"), "line 4: partitions: 0 is not within 1"},
            {export.replaceFirst("\"retain\":\"[A-Z0-9]*", "\"retain\":\"x"), "line 4: retain: 'x' is no time"},
        };
        for (String[] input : inputs) {
            Cli.Result refused = other.withInput(input[0], "import");
            assertThat(refused.err()).startsWith("leat: " + input[1]);
            assertThat(refused.code()).isEqualTo(2);
            assertThat(other.hub()).doesNotExist();
        }
    }

    @Test
    void damageInStandardInputStopsThereAndSaysHowMuchWentIn() {
        List<String> lines = linesOf(exported());
        lines.set(1_100, lines.get(1_100).substring(7));

        Cli.Result stopped = other.withInput(ended(lines), "import");

        assertThat(stopped.code()).isEqualTo(2);
        assertThat(stopped.err()).startsWith("1,000 events imported\nleat: line 1101: ");
        assertThat(other.withInput(exported(), "import", "--append").code()).isZero();
    }

    @Test
    void streamsThatAreInUseAreRefusedUnlessTheyAreToBeAppendedTo() {
        String export = exported();
        other.run("stream", "create", "orders", "--partitions", "2");

        Cli.Result settings = other.withInput(export, "import");
        assertThat(settings.code()).isEqualTo(2);
        assertThat(settings.err())
                .contains("'orders' exists with")
                .contains("was exported with")
                .contains("--append");
        assertThat(other.run("stream", "list").lines())
                .as("nothing was created")
                .hasSize(1);

        other.run("stream", "delete", "orders");
        other.run("publish", "audit", "--type", "t", "--source", "/s");
        Cli.Result used = other.withInput(export, "import");
        assertThat(used.code()).isEqualTo(2);
        assertThat(used.err()).contains("'audit' has events").contains("--append");

        assertThat(other.withInput(export, "import", "--append").err())
                .isEqualTo("1,600 events imported, 400 not at the position that they had\n");
        assertThat(read(other, "orders")).isEqualTo(read(leat, "orders"));
        assertThat(read(other, "audit")).hasSize(401);
    }

    @Test
    void whatAStreamWouldNotTakeTwiceNowComesBackAllTheSame() {
        String event = Cli.event("1", "t") + "\n";
        leat.withInput(event + event + event, "publish", "twice", "-");
        leat.run("stream", "alter", "twice", "--dedupe", "forever");
        String export = exported("twice");
        other.withInput(export.substring(0, export.length() / 2), "import"); // begun, and nothing is in

        assertThat(other.withInput(export, "import").err()).isEqualTo("3 events imported\n");

        assertThat(read(other, "twice")).isEqualTo(read(leat, "twice")).hasSize(3);
        assertThat(other.run("stream", "describe", "twice").out()).contains("\"dedupe\":\"forever\"");
        assertThat(other.withInput(event, "publish", "twice", "-").out()).isEqualTo("0:0 duplicate\n");
        assertThat(other.withInput(export, "import").err()).isEqualTo("0 events imported, 3 had been before\n");
    }

    @Test
    void emptyStreamsOfEqualSettingsAreTaken() {
        other.run("stream", "create", "audit");

        assertThat(other.withInput(exported("audit"), "import").err()).isEqualTo("400 events imported\n");
    }
}
