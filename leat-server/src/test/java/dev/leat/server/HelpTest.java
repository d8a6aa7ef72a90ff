package dev.leat.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stream",
                "stream create",
                "stream alter",
                "stream list",
                "stream describe",
                "stream delete",
                "publish",
                "read",
                "subscribe",
                "subscription",
                "subscription list",
                "subscription describe",
                "subscription seek",
                "subscription filter",
                "subscription pause",
                "subscription resume",
                "subscription delete",
                "dead",
                "dead list",
                "dead show",
                "dead replay",
                "dead drop",
                "backup",
                "export",
                "import",
                "compact",
                "verify",
                "demo",
                "kafka-dev",
                "completion"
            })
    void everyCommandHasHelpWithExamples(String command) {
        Cli.Result help = Cli.on(directory).run((command + " --help").split(" "));

        assertThat(help.code()).isZero();
        assertThat(help.out())
                .contains("Usage: leat " + command)
                .contains("Examples:\n  ")
                .contains("--hub=HUB")
                .doesNotContain("%%");
        assertThat(help.err()).isEmpty();
    }

    @Test
    void listsExitCodes() {
        assertThat(Cli.on(directory).run("--help").out())
                .contains("Exit codes:")
                .contains("130")
                .contains("Ctrl-C");
    }

    @Test
    void namesItsVersion() {
        assertThat(Cli.on(directory).run("--version").out()).startsWith("leat ");
    }

    @ParameterizedTest
    @CsvSource({
        "stream de, describe delete",
        "subscription re, resume",
        "dead re, replay",
        "subscribe --u, --until-caught-up",
        "export --o, --output"
    })
    void bashTakesTheCompletionScriptAndCompletes(String typed, String completions)
            throws IOException, InterruptedException {
        Path script = Files.writeString(
                directory.resolve("complete.sh"),
                Cli.on(directory).run("completion").out());

        Process bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        "source '" + script + "'; COMP_WORDS=(leat " + typed + "); COMP_CWORD=2; _complete_leat;"
                                + " echo \"${COMPREPLY[@]}\"")
                .start();

        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        .strip()
                        .split(" "))
                .containsExactlyInAnyOrder(completions.split(" "));
        assertThat(bash.waitFor()).isZero();
    }
}
