package dev.leat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.server.cli.Output;
import dev.leat.server.cli.Session;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubscribeCommandTest {

    @TempDir
    Path hub;

    private Cli leat;

    @BeforeEach
    void publish() {
        leat = Cli.on(hub);
        publish("orders", "a", "b", "c");
    }

    private void publish(String stream, String... types) {
        for (String type : types) {
            leat.run("publish", stream, "--type", type, "--source", "/s", "--subject", "of-" + type);
        }
    }

    private static List<String> types(Cli.Result result) {
        return result.lines().stream()
                .map(line -> line.replaceAll(".*\"type\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    @Test
    void writesWhatReadWrites() {
        assertThat(leat.run("subscribe", "orders", "--name", "n", "--until-caught-up")
                        .out())
                .isEqualTo(leat.run("read", "orders").out());
    }

    @Test
    void aNameGoesOnWhereItWas() {
        Cli.Result first = leat.run("subscribe", "orders", "--name", "n", "--limit", "2");
        assertThat(types(first)).containsExactly("a", "b");
        assertThat(first.err()).isEqualTo("2 events handled\n");

        publish("orders", "d");

        assertThat(types(leat.run("subscribe", "orders", "--name", "n", "--until-caught-up")))
                .containsExactly("c", "d");
        assertThat(leat.run("subscribe", "orders", "--name", "n", "--until-caught-up")
                        .out())
                .isEmpty();
    }

    @Test
    void takesWhatMatches() {
        assertThat(types(leat.run(
                        "subscribe",
                        "orders",
                        "--from",
                        "earliest",
                        "--where",
                        "type IN ('a', 'c')",
                        "--until-caught-up")))
                .containsExactly("a", "c");
    }

    @Test
    void takesAllStreamsOfAPattern() {
        publish("shop.eu", "eu");
        publish("shop.us", "us");

        assertThat(types(leat.run("subscribe", "shop.*", "--name", "n", "--until-caught-up")))
                .containsExactlyInAnyOrder("eu", "us");
    }

    @Test
    void withoutANameItBeginsAtTheLatestAndWorksBesideAnOpenHub() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Session session = new Session(
                InputStream.nullInputStream(),
                new Output(out),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Set.of(),
                hub.toString());
        try (Hub open = Hub.open(hub.toString())) {
            CompletableFuture<Integer> subscribing = CompletableFuture.supplyAsync(
                    () -> Main.run(session, "subscribe", "*", "--exec", "echo got $LEAT_TYPE"));
            await().untilAsserted(() -> {
                open.stream("orders").publish(Event.of("late", "/s")).await();
                assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("got late\n");
            });
            open.stream("new").publish(Event.of("joined", "/s")).await();
            await().untilAsserted(() ->
                    assertThat(out.toString(StandardCharsets.UTF_8)).contains("got joined\n"));

            session.stop();
            assertThat(subscribing.join()).isZero();
        }
        assertThat(err.toString(StandardCharsets.UTF_8)).endsWith(" handled\n");
    }

    @Test
    void aCommandGetsTheEventOnStdinAndItsAttributesInTheEnvironment() {
        Cli.Result run = leat.run(
                "subscribe",
                "orders",
                "--name",
                "n",
                "--limit",
                "1",
                "--exec",
                "cat; echo $LEAT_STREAM $LEAT_POSITION $LEAT_TYPE $LEAT_SOURCE $LEAT_SUBJECT");

        assertThat(run.lines())
                .containsExactly(
                        leat.run("read", "orders", "--limit", "1").out().strip(), "orders 0:0 a /s of-a");
    }

    @Test
    void whatFailsIsTriedAgainAndThenSetAsideWithTheExitCodeAndTheLastLine() {
        Cli.Result run = leat.run(
                "subscribe",
                "orders",
                "--name",
                "n",
                "--retry",
                "2",
                "--until-caught-up",
                "--exec",
                "if [ $LEAT_TYPE = b ]; then echo trouble >&2; echo no such customer >&2; exit 7; fi");

        assertThat(run.code()).isZero();
        assertThat(run.err()).contains("trouble\n").endsWith("2 events handled, 2 failed attempts, 1 set aside\n");
        assertThat(leat.run("dead", "list", "--subscription", "n").out())
                .isEqualTo("{\"position\":\"orders.dead/0:0\",\"origin\":\"orders/0:1\",\"attempts\":2,"
                        + "\"type\":\"b\",\"reason\":\"exit code 7: no such customer\"}\n");
    }

    @Test
    void aCommandThatNeverReturnsIsKilledWithWhatItHasStarted() {
        long begun = System.nanoTime();
        Cli.Result run = leat.run(
                "subscribe",
                "orders",
                "--name",
                "n",
                "--retry",
                "1",
                "--timeout",
                "200ms",
                "--limit",
                "2",
                "--exec",
                "[ $LEAT_TYPE != a ] || sleep 1000");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(System.nanoTime() - begun).isLessThan(30_000_000_000L);
        assertThat(leat.run("dead", "list", "--subscription", "n").out())
                .contains("\"reason\":\"killed, as it took longer than 200ms\"");
    }

    @Test
    void stopsAtWhatFailsWhereThatIsSaid() {
        String[] command = {
            "subscribe", "orders", "--name", "n", "--retry", "1", "--on-dead", "stop", "--until-caught-up", "--exec", ""
        };
        command[command.length - 1] = "[ $LEAT_TYPE != b ]";
        Cli.Result run = leat.run(command);

        assertThat(run.code()).isEqualTo(15);
        assertThat(run.err()).contains("1 event handled").contains("failed on orders/0:1, attempt 1: exit code 1");
        command[command.length - 1] = "echo $LEAT_TYPE";
        assertThat(leat.run(command).lines()).containsExactly("b", "c");
    }

    @Test
    void withoutANameItStopsAtWhatFails() {
        Cli.Result run = leat.run(
                "subscribe", "orders", "--from", "earliest", "--retry", "1", "--until-caught-up", "--exec", "false");

        assertThat(run.code()).isEqualTo(15);
        assertThat(leat.run("stream", "list").out()).doesNotContain("dead");
    }

    @Test
    void handlesKeysAtOnce() throws IOException {
        Path meeting = Files.createDirectory(hub.resolve("meeting"));
        // each waits for the others: alone none would end
        String meet = "touch '" + meeting + "'/$LEAT_TYPE; while [ $(ls '" + meeting
                + "' | wc -l) -lt 3 ]; do sleep 0.02; done";

        assertThat(leat.run(
                                "subscribe",
                                "orders",
                                "--name",
                                "n",
                                "--concurrency",
                                "3",
                                "--timeout",
                                "30s",
                                "--retry",
                                "1",
                                "--until-caught-up",
                                "--exec",
                                meet)
                        .err())
                .isEqualTo("3 events handled\n");
    }

    @Test
    void doesNotAcknowledgeWhatCouldNotBeWritten() {
        assertThat(Main.run(session(failing("Broken pipe")), "subscribe", "orders", "--name", "n"))
                .isZero();
        assertThat(Main.run(session(failing("No space left")), "subscribe", "orders", "--name", "n"))
                .isEqualTo(9);
        assertThat(Main.run(session(failing("No space left")), "subscribe", "orders", "--name", "n", "--exec", "cat"))
                .isEqualTo(9);

        assertThat(types(leat.run("subscribe", "orders", "--name", "n", "--until-caught-up")))
                .containsExactly("a", "b", "c");
    }

    private static OutputStream failing(String reason) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(reason);
            }
        };
    }

    private Session session(OutputStream out) {
        PrintStream err = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        return new Session(InputStream.nullInputStream(), new Output(out), err, Set.of(), hub.toString());
    }

    @Test
    void stoppingWaitsForTheCommandThatRuns() throws IOException {
        Path log = hub.resolve("log");
        Session session = session(OutputStream.nullOutputStream());
        CompletableFuture<Integer> subscribing = CompletableFuture.supplyAsync(() -> Main.run(
                session,
                "subscribe",
                "orders",
                "--name",
                "n",
                "--exec",
                "echo begin >> '" + log + "'; sleep 0.3; echo end >> '" + log + "'"));
        await().until(() -> Files.exists(log));

        session.stop();

        assertThat(subscribing.join()).isZero();
        List<String> lines = Files.readAllLines(log);
        assertThat(lines).endsWith("end");
        assertThat(leat.run("subscribe", "orders", "--name", "n", "--until-caught-up")
                        .lines())
                .hasSize(3 - lines.size() / 2);
    }

    @Test
    void aNameKeepsItsFilterUnlessAnotherIsGiven() {
        leat.run("subscribe", "orders", "--name", "n", "--where", "type = 'a'", "--until-caught-up");
        publish("orders", "a", "b");

        assertThat(types(leat.run("subscribe", "orders", "--name", "n", "--until-caught-up")))
                .containsExactly("a");
        Cli.Result other = leat.run("subscribe", "orders", "--name", "n", "--where", "type = 'b'");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("'n' takes type = 'a', not type = 'b'").contains("leat subscription filter");
    }

    @Test
    void saysWhatElseANameStandsFor() {
        leat.run("subscribe", "orders", "--name", "n", "--until-caught-up");

        Cli.Result other = leat.run("subscribe", "ord*", "--name", "n");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("'n' is a subscription of 'orders', not of 'ord*'");
        assertThat(leat.run("subscribe", "orders", "--name", "n", "--from", "latest", "--until-caught-up")
                        .err())
                .contains("note: n is there");
    }

    @Test
    void refusesToWaitForWhatIsPaused() {
        leat.run("subscribe", "orders", "--name", "n", "--until-caught-up");
        leat.run("subscription", "pause", "n");

        Cli.Result paused = leat.run("subscribe", "orders", "--name", "n");
        assertThat(paused.code()).isEqualTo(2);
        assertThat(paused.err()).contains("'n' is paused: resume it by leat subscription resume n");
    }
}
