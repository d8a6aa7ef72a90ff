package dev.leat.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the real records; what is expected of them was counted by other means (awk and sort). */
class DemoTest {

    @TempDir
    Path hub;

    @Test
    void sumsUpTheRecords() {
        Cli.Result demo = Cli.on(hub).run("demo");

        assertThat(demo.code()).as(demo.err()).isZero();
        assertThat(demo.out())
                .contains("20,000 of 20,000 published")
                .containsPattern("from the start .* 20,000 ")
                .containsPattern("late .* 20,000 ")
                .containsPattern("DFW +1,103")
                .containsPattern("0:12157 +2001-02-25T14:50Z +BMI +ORD +8 h 42 min");
    }

    @Test
    void canBeRunAgain() {
        Cli leat = Cli.on(hub);
        leat.run("demo");

        assertThat(leat.run("demo").out()).contains("20,000 events of an earlier demo: they are replaced");
        assertThat(leat.run("stream", "list").out()).contains("\"events\":20000");

        assertThat(leat.run("demo", "--keep").out()).contains("they stay");
        assertThat(leat.run("stream", "list").out()).contains("\"events\":40000");
    }

    @Test
    void keepsWhatIsNotItsOwn() {
        Cli leat = Cli.on(hub);
        leat.run("publish", "flights", "--type", "mine", "--source", "/me");

        assertThat(leat.run("demo").code()).isZero();
        assertThat(leat.run("demo").code()).isZero();

        assertThat(leat.run("read", "flights", "--limit", "1").out()).contains("\"type\":\"mine\"");
        assertThat(leat.run("stream", "list").out()).contains("\"events\":40001");
    }

    @Test
    void proposesCommandsThatWork() {
        Cli leat = Cli.on(hub);
        String out = leat.run("demo").out();
        List<String> proposed =
                out.substring(out.indexOf("Try next")).lines().skip(1).toList();

        assertThat(proposed).hasSizeGreaterThan(3);
        for (String command : proposed) {
            String[] words =
                    command.strip().replace("'", "").replace(" --follow", "").split(" ");
            assertThat(words[0]).isEqualTo("leat");
            Cli.Result result = leat.run(List.of(words).subList(1, words.length).toArray(String[]::new));
            assertThat(result.code()).as(command + ": " + result.err()).isZero();
        }
    }
}
