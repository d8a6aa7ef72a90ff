package dev.leat.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Cursor;
import dev.leat.core.Hub;
import java.nio.file.Path;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubscriptionCommandTest {

    @TempDir
    Path hub;

    private Cli leat;

    @BeforeEach
    void subscribe() {
        leat = Cli.on(hub);
        leat.run("stream", "create", "orders", "--partitions", "2");
        for (int i = 0; i < 6; i++) {
            leat.run("publish", "orders", "--type", "t" + i % 2, "--source", "/s", "--subject", "k" + i);
        }
        leat.run("subscribe", "orders", "--name", "billing", "--limit", "2", "--where", "type = 't0'");
    }

    private String describe() {
        return leat.run("subscription", "describe", "billing").out();
    }

    private long handled() {
        return leat.run("subscribe", "orders", "--name", "billing", "--until-caught-up")
                .lines()
                .size();
    }

    @Test
    void listsSubscriptionsAsATableOrAsJsonLines() {
        leat.run("subscribe", "o*", "--name", "audit", "--until-caught-up");
        leat.run("subscription", "pause", "billing");

        assertThat(leat.atTerminal().run("subscription", "list").lines())
                .hasSize(3)
                .first()
                .isEqualTo("subscription  stream  lag  state   where");
        assertThat(leat.run("subscription", "list").lines())
                .contains(
                        "{\"subscription\":\"audit\",\"stream\":\"o*\",\"lag\":0,\"state\":\"active\",\"where\":null}")
                .last()
                .asString()
                .startsWith("{\"subscription\":\"billing\",\"stream\":\"orders\",\"lag\":")
                .endsWith(",\"state\":\"paused\",\"where\":\"type = 't0'\"}");
    }

    @Test
    void describesHowItStandsInEachStream() {
        assertThat(handled()).isEqualTo(1);
        leat.run("publish", "orders", "--type", "t1", "--source", "/s");

        assertThat(describe())
                .containsPattern("\"cursor\":\"0:\\d,1:\\d\"")
                .contains("\"stream\":\"orders\"")
                .contains(
                        "\"lag\":1,\"expired\":0,\"dead\":0,\"state\":\"active\",\"where\":\"type = 't0'\",\"wherefrom\":null");
    }

    @Test
    void worksBesideAHubThatIsOpenButChangesNothingThere() {
        try (Hub open = Hub.open(hub.toString())) {
            open.subscription("billing").pause();

            assertThat(leat.run("subscription", "list").out()).contains("\"state\":\"paused\"");
            assertThat(describe()).contains("\"state\":\"paused\"");
            Cli.Result resume = leat.run("subscription", "resume", "billing");
            assertThat(resume.code()).isEqualTo(5);
            assertThat(resume.err()).contains("in use by another process").contains("list, describe and verify work");
        }
    }

    @Test
    void pausesAndResumes() {
        assertThat(leat.run("subscription", "pause", "billing").err()).isEqualTo("subscription billing is paused\n");
        assertThat(leat.run("subscription", "resume", "billing").err()).isEqualTo("subscription billing is resumed\n");

        assertThat(handled()).isEqualTo(1);
    }

    @Test
    void anotherFilterKeepsTheCursorAndShowsFromWhereItHolds() {
        assertThat(handled()).isEqualTo(1);
        String cursor = describe().replaceAll(".*\"cursor\":\"([^\"]*)\".*\n", "$1");

        assertThat(leat.run("subscription", "filter", "billing", "--where", "type = 't1'")
                        .code())
                .isZero();

        SortedMap<Integer, Long> seen = Cursor.parse(cursor).seen();
        assertThat(describe())
                .contains("\"cursor\":\"" + cursor + "\"")
                .contains("\"where\":\"type = 't1'\",\"wherefrom\":\"0:" + (seen.get(0) + 1) + ",1:" + (seen.get(1) + 1)
                        + "\"");
        assertThat(handled()).isZero();
        leat.run("publish", "orders", "--type", "t1", "--source", "/s");
        assertThat(handled()).isEqualTo(1);
    }

    @Test
    void seeks() {
        leat.run("subscription", "seek", "billing", "--to", "earliest");
        assertThat(handled()).isEqualTo(3);
        leat.run("subscription", "seek", "billing", "--to", "-1h");
        assertThat(handled()).isEqualTo(3);
        leat.run("subscription", "seek", "billing", "--to", "latest");
        assertThat(handled()).isZero();
        leat.run("subscription", "seek", "billing", "--to", "0:0");
        assertThat(handled()).isEqualTo(3);
    }

    @Test
    void refusesToSeekWhatIsNotThereUnlessItMayClamp() {
        Cli.Result far = leat.run("subscription", "seek", "billing", "--to", "after:0:99,1:99");
        assertThat(far.code()).isEqualTo(2);
        assertThat(far.err()).contains("position: 0:99 is not in stream 'orders' yet");
        assertThat(handled()).isEqualTo(1);

        leat.run("subscription", "seek", "billing", "--to", "earliest");
        assertThat(leat.run("subscription", "seek", "billing", "--to", "after:0:99,1:99", "--clamp")
                        .code())
                .isZero();
        assertThat(handled()).isZero();
        assertThat(leat.run("subscription", "seek", "billing", "--to", "7:0", "--clamp")
                        .code())
                .isEqualTo(2);
    }

    @Test
    void aPatternHasNoPositions() {
        leat.run("subscribe", "o*", "--name", "audit", "--until-caught-up");

        Cli.Result seek = leat.run("subscription", "seek", "audit", "--to", "0:1");
        assertThat(seek.code()).isEqualTo(2);
        assertThat(seek.err()).contains("--to: 0:1 belongs to one stream").contains("'o*'");
        assertThat(leat.run("subscription", "seek", "audit", "--to", "earliest").code())
                .isZero();
    }

    @Test
    void deletes() {
        assertThat(leat.run("subscription", "delete", "billing").code()).isZero();

        assertThat(leat.run("subscription", "list").out()).isEmpty();
        assertThat(leat.run("subscribe", "orders", "--name", "billing", "--until-caught-up")
                        .lines())
                .hasSize(6);
    }

    @Test
    void leatsOwnStreamsAreNotListed() {
        assertThat(leat.run("stream", "list").lines()).hasSize(1);
    }
}
