package dev.leat.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishCommandTest {

    @TempDir
    Path hub;

    @Test
    void publishesOneEventGivenByOptions() {
        Cli.Result published = leat().run(
                        "publish",
                        "orders",
                        "--type",
                        "order.placed",
                        "--source",
                        "/shop",
                        "--subject",
                        "o 42 ü",
                        "--data",
                        "{\"total\": 99.50}");

        assertThat(published).isEqualTo(new Cli.Result(0, "0:0\n", ""));
        assertThat(leat().run("read", "orders").out())
                .contains("\"type\":\"order.placed\"")
                .contains("\"subject\":\"o 42 ü\"")
                .contains("\"data\":{\"total\": 99.50}");
    }

    private Cli.Result publishIf(String... conditions) {
        List<String> command = new ArrayList<>(List.of("publish", "orders", "--type", "t", "--source", "/s"));
        command.addAll(List.of(conditions));
        return leat().run(command.toArray(String[]::new));
    }

    @Test
    void publishesOnlyIfConditionsHold() {
        assertThat(publishIf("--if-none", "TRUE").out()).isEqualTo("0:0\n");
        Cli.Result refused = publishIf("--if-none", "type = 't'");
        assertThat(refused.code()).isEqualTo(12);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).contains("type = 't'").contains("0:0");

        assertThat(publishIf("--since", "0:0").out()).isEqualTo("0:1\n");
        assertThat(publishIf("--since", "0:0").code()).isEqualTo(12);
        assertThat(publishIf("--if-none", "type = 'other'", "--since", "0:0").out())
                .isEqualTo("0:2\n");
        assertThat(publishIf("--if-exists", "type = 't'", "--since", "0:2").out())
                .isEqualTo("0:3\n");
        assertThat(publishIf("--if-exists", "type = 'other'").code()).isEqualTo(12);
        assertThat(publishIf("--since", "0:99").code()).isEqualTo(12);
        assertThat(leat().run("read", "orders").lines()).hasSize(4);
    }

    @Test
    void namesWhatTheStreamHadAlready() {
        leat().run("stream", "create", "orders", "--dedupe", "1h");
        String input = Cli.event("1", "a") + "\n" + Cli.event("2", "a") + "\n" + Cli.event("1", "a") + "\n";

        assertThat(leat().withInput(input, "publish", "orders", "-"))
                .isEqualTo(new Cli.Result(0, "0:0\n0:1\n0:0 duplicate\n", "2 published, 1 duplicate\n"));
        for (String line : new String[] {"0:2\n", "0:2 duplicate\n"}) {
            assertThat(leat().run("publish", "orders", "--type", "t", "--source", "/s", "--id", "again")
                            .out())
                    .isEqualTo(line);
        }
    }

    @Test
    void publishesLinesArraysAndEventsThatSpanLines() {
        String input = Cli.event("1", "a") + "\n[" + Cli.event("2", "a") + ",\n" + Cli.event("3", "a") + "]\n"
                + Cli.event("4", "a").replace(",", ",\n") + "\n";

        Cli.Result published = leat().withInput(input, "publish", "orders", "-");

        assertThat(published).isEqualTo(new Cli.Result(0, "0:0\n0:1\n0:2\n0:3\n", "4 published\n"));
    }

    @Test
    void publishesAFile() throws IOException {
        Path file = hub.resolve("events.jsonl");
        Files.writeString(file, Cli.event("1", "a") + "\n");

        assertThat(Cli.on(hub.resolve("hub"))
                        .run("publish", "orders", file.toString(), "--fast")
                        .out())
                .isEqualTo("0:0\n");
    }

    @Test
    void printsPositionsInTheOrderOfTheInputAcrossPartitions() {
        leat().run("stream", "create", "orders", "--partitions", "3");
        int events = 5_000;
        String input = IntStream.range(0, events)
                .mapToObj(i -> "{\"specversion\":\"1.0\",\"id\":\"" + i
                        + "\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"" + i % 100 + "\"}")
                .collect(Collectors.joining("\n"));

        Cli.Result published = leat().withInput(input, "publish", "orders");

        assertThat(published.err()).isEqualTo("5,000 published\n");
        List<String> positions = published.lines();
        List<String> read = leat().run("read", "orders").lines();
        assertThat(read).hasSize(events).allSatisfy(event -> {
            int line = Integer.parseInt(field(event, "id"));
            assertThat(field(event, "leatposition")).isEqualTo(positions.get(line));
        });
    }

    @Test
    void namesLineAndFieldOfWhatIsNoEventAndPublishesTheRest() {
        String input = String.join(
                "\n",
                "{\"a\":",
                Cli.event("1", "a"),
                "{\"specversion\":\"1.0\",\"id\":\"2\",\"source\":\"/s\"}",
                "junk",
                Cli.event("3", "a").replace("1.0", "0.3"),
                Cli.event("4", "a"));

        Cli.Result published = leat().withInput(input, "publish", "orders", "-");

        assertThat(published.code()).isEqualTo(2);
        assertThat(published.out()).isEqualTo("0:0\n0:1\n");
        assertThat(published.err().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("line 1: json: "),
                        line -> assertThat(line).startsWith("line 3: type: is missing"),
                        line -> assertThat(line).startsWith("line 4: json: 'junk' is no event"),
                        line -> assertThat(line).startsWith("line 5: specversion: '0.3'"),
                        line -> assertThat(line).isEqualTo("2 published, 4 refused"));
    }

    @Test
    void refusesAnEventThatIsTooLargeAndOneThatIsTooLargeToBeRead() {
        String input = Cli.event("1", "t".repeat(1_000_001)) + "\n" + Cli.event("2", "t".repeat(9_000_000)) + "\n"
                + Cli.event("3", "a");

        Cli.Result published = leat().withInput(input, "publish", "orders", "-");

        assertThat(published.code()).isEqualTo(2);
        assertThat(published.err().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("line 1: event: ").contains("the most is 1000000"),
                        line -> assertThat(line).startsWith("line 2: event: ").contains("more than 8000000"),
                        line -> assertThat(line).isEqualTo("1 published, 2 refused"));
    }

    @Test
    void publishesAnArrayOnOneLongLine() {
        String input = IntStream.range(0, 30)
                .mapToObj(i -> Cli.event(String.valueOf(i), "t".repeat(600_000)))
                .collect(Collectors.joining(",", "[", "]\n" + Cli.event("30", "t")));

        assertThat(leat().withInput(input, "publish", "orders", "-").err()).isEqualTo("31 published\n");
    }

    @Test
    void refusesBytesThatAreNotUtf8() throws IOException {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.write((Cli.event("1", "größe") + "\n").getBytes(StandardCharsets.ISO_8859_1));
        input.write(Cli.event("2", "größe").getBytes(StandardCharsets.UTF_8));

        Cli.Result published = leat().withInput(input.toByteArray(), "publish", "orders", "-");

        assertThat(published.err()).isEqualTo("line 1: json: is not UTF-8 at character 55\n1 published, 1 refused\n");
        assertThat(leat().run("read", "orders").out()).contains("größe");
    }

    @Test
    void whatIsReadCanBePublishedAgain() {
        leat().withInput(Cli.event("1", "a") + Cli.event("2", "b"), "publish", "orders", "-");
        String read = leat().run("read", "orders").out();

        leat().withInput(read, "publish", "copy", "-");

        assertThat(withoutPlace(leat().run("read", "copy").out())).isEqualTo(withoutPlace(read));
    }

    private static String field(String event, String name) {
        int at = event.indexOf("\"" + name + "\":\"") + name.length() + 4;
        return event.substring(at, event.indexOf('"', at));
    }

    private static String withoutPlace(String events) {
        return events.replaceAll("\"(leatstream|recordedtime)\":\"[^\"]*\"", "");
    }

    private Cli leat() {
        return Cli.on(hub);
    }
}
