package dev.leat.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamCommandTest {

    @TempDir
    Path hub;

    private Cli leat;

    @BeforeEach
    void create() {
        leat = Cli.on(hub);
        leat.run("stream", "create", "orders", "--partitions", "2", "--retain", "7d", "--retain-bytes", "1GiB");
    }

    @Test
    void listsStreamsAsJsonLinesInAPipe() {
        leat.run("stream", "create", "audit");

        assertThat(leat.run("stream", "list").lines())
                .containsExactly(
                        "{\"stream\":\"audit\",\"partitions\":1,\"events\":0,\"retain\":null,\"retainbytes\":null}",
                        "{\"stream\":\"orders\",\"partitions\":2,\"events\":0,\"retain\":\"7d\",\"retainbytes\":1073741824}");
    }

    @Test
    void listsStreamsAsATableAtATerminal() {
        assertThat(leat.atTerminal().run("stream", "list").lines())
                .containsExactly(
                        "stream  partitions  events  retain   retain bytes",
                        "orders           2       0  7d      1,073,741,824");
    }

    @Test
    void writesTheFormThatIsAskedFor() {
        assertThat(leat.run("stream", "list", "--table").out()).startsWith("stream  partitions");
        assertThat(leat.atTerminal().run("stream", "list", "--json").out()).startsWith("{\"stream\":\"orders\"");
    }

    @Test
    void describesEachPartition() {
        leat.run("publish", "orders", "--type", "t", "--source", "/s", "--subject", "a");

        assertThat(leat.run("stream", "describe", "orders").lines())
                .hasSize(2)
                .allMatch(line -> line.contains("\"retain\":\"7d\""))
                .anyMatch(line -> line.contains("\"first\":0,\"next\":1"));
    }

    @Test
    void describesHowAStreamIsKept() {
        leat.run("stream", "create", "stock", "--dedupe", "forever", "--guarded");

        assertThat(leat.run("stream", "describe", "stock").lines())
                .singleElement()
                .asString()
                .contains("\"retain\":null", "\"compact\":null", "\"dedupe\":\"forever\"", "\"guarded\":\"yes\"")
                .contains("\"livebytes\":", "\"heldbytes\":");

        assertThat(leat.run("stream", "alter", "stock", "--retain", "2h", "--dedupe", "none", "--no-guarded")
                        .code())
                .isZero();
        assertThat(leat.run("stream", "describe", "stock").out())
                .contains("\"retain\":\"2h\"", "\"dedupe\":null", "\"guarded\":null");

        leat.run("stream", "alter", "stock", "--compact=none", "--retain", "none");
        assertThat(leat.run("stream", "describe", "stock").out()).contains("\"retain\":null", "\"compact\":null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--compact", "--compact=0s", "--compact=7d"})
    void createsACompactedStream(String compact) {
        assertThat(leat.run("stream", "create", "stock", compact, "--hub", "memory:")
                        .code())
                .isZero();
    }

    @Test
    void altersOnlyWhatIsSaid() {
        assertThat(leat.run("stream", "alter", "orders", "--retain-bytes", "none")
                        .code())
                .isZero();

        assertThat(leat.run("stream", "list").out())
                .contains("\"partitions\":2")
                .contains("\"retain\":\"7d\"")
                .contains("\"retainbytes\":null");
    }

    @Test
    void creatingAStreamThatIsThereIsDoneIfItsSettingsAreEqual() {
        assertThat(leat.run(
                                "stream",
                                "create",
                                "orders",
                                "--partitions",
                                "2",
                                "--retain",
                                "7d",
                                "--retain-bytes",
                                "1GiB")
                        .code())
                .isZero();

        Cli.Result other = leat.run("stream", "create", "orders", "--partitions", "3");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("'orders' exists with").contains("alter it");
    }

    @Test
    void deletesAStream() {
        assertThat(leat.run("stream", "delete", "orders").code()).isZero();
        assertThat(leat.run("stream", "list").out()).isEmpty();
    }

    @Test
    void deletingCreatesNoHub() {
        Path none = hub.resolve("none");

        assertThat(Cli.on(none).run("stream", "delete", "orders").code()).isEqualTo(3);
        assertThat(none).doesNotExist();
    }
}
