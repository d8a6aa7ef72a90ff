package dev.leat.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the real records; what is expected of them was counted by other means (awk and sort). */
class DemoTest {

    private static final Pattern WORD = Pattern.compile("'[^']*'|\"[^\"]*\"|\\S+");

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
    void showsWhatSubscriptionsTakeFailOnAndGoOnWith() {
        Cli leat = Cli.on(hub);
        Cli.Result demo = leat.run("demo");

        assertThat(demo.out())
                .containsPattern("demo-dfw +subject = 'DFW' +1,103 +0\n")
                .containsPattern("demo-late +delay > 120 +290 +0\n")
                .containsPattern("demo-refunds +delay >= 180 +74 +19\n")
                .containsPattern("demo-archive +all +20,000 +0\n")
                .contains("demo-archive was stopped after 10,000 events and went on with 10,000; 0 came twice.");
        assertThat(leat.run("dead", "list", "--subscription", "demo-refunds").lines())
                .hasSize(19)
                .allSatisfy(line -> assertThat(line).contains("\"attempts\":2").contains("no refund is agreed on"));
    }

    @Test
    void canBeRunAgain() {
        Cli leat = Cli.on(hub);
        leat.run("demo");

        assertThat(leat.run("demo").out()).contains("20,000 events of an earlier demo: they are replaced");
        assertThat(leat.run("stream", "list").out()).contains("\"events\":20000");

        assertThat(leat.run("demo", "--keep").out()).contains("they stay").containsPattern("refunds .* 74 +19\n");
        assertThat(leat.run("dead", "list", "--subscription", "demo-refunds").lines())
                .hasSize(19);
        assertThat(leat.run("stream", "list").out()).contains("\"events\":40000");
    }

    @Test
    void keepsWhatIsNotItsOwn() {
        Cli leat = Cli.on(hub);
        leat.run("publish", "flights", "--type", "mine", "--source", "/me");
        leat.run("subscribe", "flights", "--name", "mine", "--retry", "1", "--until-caught-up", "--exec", "false");

        assertThat(leat.run("demo").code()).isZero();
        assertThat(leat.run("demo").code()).isZero();

        assertThat(leat.run("dead", "list", "--subscription", "mine").lines()).hasSize(1);
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
            List<String> words = WORD.matcher(command.replace(" --follow", ""))
                    .results()
                    .map(word -> word.group().replaceAll("^(['\"])(.*)\\1$", "$2"))
                    .toList();
            assertThat(words.get(0)).isEqualTo("leat");
            Cli.Result result = leat.run(words.subList(1, words.size()).toArray(String[]::new));
            assertThat(result.code()).as(command + ": " + result.err()).isZero();
        }
    }
}
