package dev.leat.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {

    @TempDir
    Path hub;

    private Cli leat;

    @BeforeEach
    void publish() {
        leat = Cli.on(hub);
        for (String id : List.of("before", "damaged", "behind")) {
            leat.withInput(Cli.event(id, "a"), "publish", "orders", "-");
        }
        leat.run("publish", "other", "--type", "b", "--source", "/s");
    }

    @Test
    void tellsThatThereIsNoDamage() {
        Cli.Result result = leat.run("verify");

        assertThat(result.code()).isZero();
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("4 events in ").endsWith("no damage\n");
    }

    @Test
    void namesFilePlaceStreamAndWhatCanBeRead() throws IOException {
        Path segment = damage();

        Cli.Result result = leat.run("verify");

        assertThat(result.code()).isEqualTo(6);
        assertThat(result.lines())
                .singleElement()
                .asString()
                .contains("\"file\":\"" + segment + "\",\"offset\":")
                .contains("events 0:1 to 0:1 are damaged")
                .contains("\"streams\":\"orders\"")
                .contains("from 0:2 on");
        assertThat(leat.atTerminal().run("verify").out()).startsWith("file ");
    }

    @Test
    void damageStopsReadingAcrossItAndNothingElse() throws IOException {
        damage();

        Cli.Result across = leat.run("read", "orders");
        assertThat(across.code()).isEqualTo(6);
        assertThat(across.out()).contains("before").doesNotContain("behind");
        assertThat(across.err()).contains("at byte ").doesNotContain("\tat ");

        assertThat(leat.run("read", "orders", "--from", "0:2").out()).contains("behind");
        assertThat(leat.run("read", "other").lines()).hasSize(1);
        assertThat(leat.run("publish", "orders", "--type", "t", "--source", "/s")
                        .out())
                .isEqualTo("0:3\n");
    }

    /** Changes one byte of the second event. */
    private Path damage() throws IOException {
        Path segment = hub.resolve("0000000001.log");
        byte[] bytes = Files.readAllBytes(segment);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("damaged");
        bytes[at] ^= 1;
        Files.write(segment, bytes);
        return segment;
    }
}
