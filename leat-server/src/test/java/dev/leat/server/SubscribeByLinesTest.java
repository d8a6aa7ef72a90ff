package dev.leat.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.server.cli.Output;
import dev.leat.server.cli.Session;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that get events as lines and answer each by a line. */
class SubscribeByLinesTest {

    /** Acknowledges what is not of type b. */
    private static final String WORKER = """
            while read -r line; do
              place=$(printf %s "$line" | sed 's/.*"leatstream":"\\([^"]*\\)","leatposition":"\\([^"]*\\)".*/\\1\\/\\2/')
              case $line in
                *'"type":"b"'*) echo "{\\"nack\\":\\"$place\\",\\"reason\\":\\"no b\\"}" ;;
                *) echo "{\\"ack\\":\\"$place\\"}" ;;
              esac
            done
            """;

    @TempDir
    Path hub;

    private Cli leat;

    @BeforeEach
    void publish() {
        leat = Cli.on(hub);
        leat.withInput(Cli.event("1", "a") + Cli.event("2", "b") + Cli.event("3", "c"), "publish", "orders", "-");
    }

    private Cli.Result subscribe(String command, String... more) {
        String[] all = new String[more.length + 9];
        String[] first = {
            "subscribe", "orders", "--name", "n", "--until-caught-up", "--jsonl", "--exec", command, "--retry=2"
        };
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return leat.run(all);
    }

    private String dead() {
        return leat.run("dead", "list", "--subscription", "n").out();
    }

    @Test
    void aWorkerSaysWhatItHasHandled() {
        Cli.Result run = subscribe("echo started >&2\n" + WORKER);

        assertThat(run.err()).isEqualTo("started\n2 events handled, 2 failed attempts, 1 set aside\n");
        assertThat(run.out()).isEmpty();
        assertThat(dead())
                .contains("\"origin\":\"orders/0:1\"")
                .contains("\"reason\":\"no b\"")
                .hasLineCount(1);
    }

    @Test
    void eachOfSeveralEventsHasAWorker() {
        Cli.Result run = subscribe(WORKER, "--concurrency", "3");

        assertThat(run.err()).isEqualTo("2 events handled, 2 failed attempts, 1 set aside\n");
    }

    @Test
    void aWorkerThatEndsIsStartedAgainAndTheEventComesAgain() {
        Cli.Result run = subscribe("read -r line; echo gone >&2; exit 4");

        assertThat(run.code()).isZero();
        assertThat(run.err()).endsWith("0 events handled, 6 failed attempts, 3 set aside\n");
        assertThat(dead()).contains("\"reason\":\"exit code 4: gone\"").hasLineCount(3);
    }

    @Test
    void aWorkerThatDoesNotAnswerIsKilled() {
        subscribe("sleep 1000", "--timeout", "50ms");

        assertThat(dead())
                .contains("\"reason\":\"killed, as it took longer than 50ms\"")
                .hasLineCount(3);
    }

    @Test
    void whatIsNoAnswerFails() {
        subscribe("while read -r line; do echo done; done");

        assertThat(dead())
                .contains("answer: 'done' is neither {\\\"ack\\\":\\\"STREAM/POSITION\\\"}")
                .hasLineCount(3);
        leat.run("subscription", "seek", "n", "--to", "earliest");
        leat.run("dead", "drop", "--subscription", "n");
        subscribe("while read -r line; do echo '{\"ack\":\"orders/0:7\"}'; done");
        assertThat(dead()).contains("is not of orders/0:0").hasLineCount(3);
    }

    @Test
    void standardOutputAndInputAreTheOtherWay() throws IOException {
        PipedOutputStream answers = new PipedOutputStream();
        PipedInputStream lines = new PipedInputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Session session = new Session(
                new PipedInputStream(answers),
                new Output(new PipedOutputStream(lines)),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Set.of(),
                hub.toString());
        CompletableFuture<Integer> run = CompletableFuture.supplyAsync(
                () -> Main.run(session, "subscribe", "orders", "--name", "n", "--jsonl", "--retry", "1"));
        BufferedReader out = new BufferedReader(new InputStreamReader(lines, StandardCharsets.UTF_8));

        assertThat(out.readLine()).contains("\"leatposition\":\"0:0\"");
        say(answers, "junk");
        say(answers, "{\"ack\":\"orders/0:2\"}");
        say(answers, "{\"ack\":\"orders/0:0\"}");
        assertThat(out.readLine()).contains("\"leatposition\":\"0:1\"");
        say(answers, "{\"nack\":\"orders/0:1\"}");
        assertThat(out.readLine()).contains("\"leatposition\":\"0:2\"");
        answers.close();

        assertThat(run.join()).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("line 1: answer: 'junk' is neither")
                .contains("line 2: answer: orders/0:2 is not being handled")
                .endsWith("1 event handled, 1 failed attempt, 1 set aside\n");
        assertThat(dead()).contains("\"reason\":\"not acknowledged\"");
        assertThat(leat.run("subscribe", "orders", "--name", "n", "--until-caught-up")
                        .lines())
                .hasSize(1)
                .first()
                .asString()
                .contains("\"leatposition\":\"0:2\"");
    }

    private static void say(PipedOutputStream answers, String line) throws IOException {
        answers.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        answers.flush();
    }
}
