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
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadCommandTest {

    @TempDir
    Path hub;

    private Cli leat;

    @BeforeEach
    void publish() {
        leat = Cli.on(hub);
        leat.withInput(Cli.event("1", "a") + Cli.event("2", "b") + Cli.event("3", "c"), "publish", "orders", "-");
    }

    @Test
    void writesEventsAsJsonLinesWithWhereAndWhenTheyWereRecorded() {
        assertThat(leat.run("read", "orders").lines())
                .hasSize(3)
                .first()
                .asString()
                .startsWith("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"a\"")
                .contains("\"leatposition\":\"0:0\"")
                .contains("\"recordedtime\":\"20");
    }

    @Test
    void writesJsonLinesAtATerminalToo() {
        assertThat(leat.atTerminal().run("read", "orders", "--limit", "1").out())
                .startsWith("{\"specversion\"");
    }

    @Test
    void readsTheEventsOfOneSubject() {
        leat.run("publish", "orders", "--type", "d", "--source", "/s", "--subject", "o-1");
        leat.run("publish", "orders", "--type", "e", "--source", "/s", "--subject", "o-2");

        assertThat(leat.run("read", "orders", "--subject", "o-1").lines())
                .singleElement()
                .asString()
                .contains("\"type\":\"d\"");
        assertThat(leat.run("read", "orders", "--subject", "o-1", "--where", "type = 'e'")
                        .out())
                .isEmpty();
    }

    @Test
    void startsWhereItIsTold() {
        assertThat(leat.run("read", "orders", "--from", "0:1").lines()).hasSize(2);
        assertThat(leat.run("read", "orders", "--from", "after:0:1").lines()).hasSize(1);
        assertThat(leat.run("read", "orders", "--from", "latest").lines()).isEmpty();
        assertThat(leat.run("read", "orders", "--from", "-1h").lines()).hasSize(3);
        assertThat(leat.run("read", "orders", "--from", "2026-11-01T00:00Z", "--limit", "2")
                        .lines())
                .hasSize(2);
    }

    @Test
    void followsWhatIsPublishedLater() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Session session = session(out);
        CompletableFuture<Integer> following =
                CompletableFuture.supplyAsync(() -> Main.run(session, "read", "orders", "--follow"));
        await().untilAsserted(() ->
                assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(3));

        leat.run("publish", "orders", "--type", "late", "--source", "/s");

        await().untilAsserted(
                        () -> assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"type\":\"late\""));
        session.stop();
        assertThat(following.join()).isZero();
    }

    @Test
    void readsBesideAHubThatIsOpen() {
        try (Hub open = Hub.open(hub.toString())) {
            open.stream("orders").publish(Event.of("beside", "/s")).await();

            assertThat(leat.run("read", "orders").out()).contains("\"type\":\"beside\"");
            assertThat(leat.run("stream", "list").out()).contains("\"events\":4");
        }
    }

    @Test
    void endsQuietlyWhenNobodyReadsItsOutput() {
        assertThat(Main.run(session(failing("Broken pipe")), "read", "orders")).isZero();
    }

    @Test
    void endsFollowingWhenNobodyReadsItsOutput() {
        assertThat(Main.run(session(failing("Broken pipe")), "read", "orders", "--follow"))
                .isZero();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void tellsThatItsOutputCannotBeWritten() {
        assertThat(Main.run(session(failing("No space left on device")), "read", "orders"))
                .isEqualTo(9);
        assertThat(Main.run(session(failing("No space left on device")), "read", "orders", "--follow"))
                .isEqualTo(9);
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
}
