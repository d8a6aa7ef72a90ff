package dev.leat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.leat.core.LeatException;
import dev.leat.kafka.broker.Brokers;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a broker: the same lines, but for what Kafka cannot do. */
class KafkaCommandsTest {

    private static Brokers brokers;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        try {
            brokers = Brokers.start(1);
        } catch (LeatException.Unavailable e) {
            if ("true".equals(System.getenv("CI"))) {
                throw e;
            }
            abort("no broker of Kafka to test with: " + e.getMessage());
        }
    }

    @AfterAll
    static void stop() {
        if (brokers != null) {
            brokers.close();
        }
    }

    private Cli.Result run(String prefix, String... command) {
        String[] hub = {"--hub", "kafka://" + brokers.bootstrap() + "?prefix=" + prefix};
        return Cli.on(directory)
                .run(Stream.concat(Stream.of(command), Stream.of(hub)).toArray(String[]::new));
    }

    private Cli.Result publish(String prefix, String subject) {
        return run(prefix, "publish", "orders", "--type", "t", "--source", "/s", "--subject", subject, "--fast");
    }

    @Test
    void oneBrokerWantsToBeToldThatItCannotReplicate() {
        Cli.Result refused = run("a.", "publish", "orders", "--type", "t", "--source", "/s");
        assertThat(refused.code()).isNotZero();
        assertThat(refused.err()).contains("SAFE_APPENDS", "--fast").doesNotContain("prefix");

        Cli.Result published = publish("a.", "o-1");
        assertThat(published.err()).isEmpty();
        assertThat(published.lines()).containsExactly("0:0");
        assertThat(run("a.", "read", "orders").lines())
                .singleElement()
                .asString()
                .contains("\"subject\":\"o-1\"");
    }

    @Test
    void streamsAreCreatedDescribedChangedAndDeleted() {
        assertThat(run("b.", "stream", "create", "orders", "--partitions", "3", "--retain", "7d")
                        .err())
                .contains("stream orders is there");
        assertThat(run("b.", "stream", "alter", "orders", "--retain", "1d").code())
                .isZero();
        assertThat(run("b.", "stream", "describe", "orders").out()).contains("1d");
        assertThat(run("b.", "stream", "list").lines()).hasSize(1);
        assertThat(run("b.", "stream", "delete", "orders").code()).isZero();
        assertThat(run("b.", "stream", "list").lines()).isEmpty();
        assertThat(run("b.", "read", "orders").code()).isEqualTo(3);
    }

    @Test
    void aSubscriptionGoesOnWhereItStoppedAndIsSteered() {
        for (int i = 1; i <= 4; i++) {
            publish("c.", "o-" + i);
        }
        assertThat(run("c.", "subscribe", "orders", "--name", "billing", "--limit", "3", "--fast")
                        .lines())
                .hasSize(3);
        assertThat(run("c.", "subscription", "describe", "billing").out()).contains("\"lag\":1", "\"cursor\":\"0:2\"");
        assertThat(run("c.", "subscribe", "orders", "--name", "billing", "--until-caught-up", "--fast")
                        .lines())
                .singleElement()
                .asString()
                .contains("o-4");
        assertThat(run("c.", "subscription", "seek", "billing", "--to", "earliest", "--fast")
                        .code())
                .isZero();
        assertThat(run("c.", "subscribe", "orders", "--name", "billing", "--until-caught-up", "--fast")
                        .lines())
                .hasSize(4);
        assertThat(run("c.", "subscription", "delete", "billing", "--fast").code())
                .isZero();
        assertThat(run("c.", "subscription", "list").lines()).isEmpty();
    }

    @Test
    void conditionsHoldOnGuardedStreams() {
        assertThat(run("d.", "stream", "create", "orders", "--guarded").code()).isZero();
        String[] first = {
            "publish",
            "orders",
            "--type",
            "t",
            "--source",
            "/s",
            "--subject",
            "o-1",
            "--if-none",
            "subject = 'o-1'",
            "--fast"
        };
        assertThat(run("d.", first).lines()).containsExactly("0:0");
        assertThat(run("d.", first).err()).contains("0:0");
        assertThat(run("d.", "read", "orders").lines()).hasSize(1);
    }

    @Test
    void whatKafkaCannotDoIsRefusedByName() {
        publish("e.", "o-1");
        assertThat(run("e.", "compact", "--now").err()).contains("PROMPT_RETENTION");
        assertThat(run("e.", "backup", directory.resolve("copy").toString()).err())
                .contains("BACKUP");
        assertThat(run("e.", "publish", "orders", "--type", "t", "--source", "/s", "--if-none", "type = 'u'", "--fast")
                        .err())
                .contains("CONDITIONS_UNGUARDED", "guarded");
    }

    @Test
    void streamsGoToAFileAndBack() {
        publish("f.", "o-1");
        publish("f.", "o-2");
        String file = directory.resolve("orders.leat").toString();
        assertThat(run("f.", "export", "orders", "-o", file).code()).isZero();
        Cli.Result imported = run("g.", "import", file, "--fast");
        assertThat(imported.err()).contains("2");
        assertThat(run("g.", "read", "orders").lines()).hasSize(2);
    }
}
