package dev.leat.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Hub;
import dev.leat.core.filter.Filter;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadCommandTest {

    @TempDir
    Path hub;

    private Cli leat;

    @BeforeEach
    void setAside() {
        leat = Cli.on(hub);
        leat.withInput(Cli.event("1", "a") + Cli.event("2", "b") + Cli.event("3", "c"), "publish", "orders", "-");
        subscribe("echo broken >&2; [ $LEAT_TYPE = a ]");
    }

    private Cli.Result subscribe(String command) {
        return leat.run(
                "subscribe", "orders", "--name", "mail", "--until-caught-up", "--retry", "1", "--exec", command);
    }

    private Cli.Result dead(String command, String... where) {
        String[] all = new String[4 + where.length];
        all[0] = "dead";
        all[1] = command;
        all[2] = "--subscription";
        all[3] = "mail";
        System.arraycopy(where, 0, all, 4, where.length);
        return leat.run(all);
    }

    @Test
    void listsOneLineAnEvent() {
        assertThat(leat.atTerminal()
                        .run("dead", "list", "--subscription", "mail")
                        .lines())
                .containsExactly(
                        "position         origin      attempts  type  reason",
                        "orders.dead/0:0  orders/0:1         1  b     exit code 1: broken",
                        "orders.dead/0:1  orders/0:2         1  c     exit code 1: broken");
        assertThat(dead("list", "--where", "deadorigin = 'orders/0:2'").lines())
                .containsExactly("{\"position\":\"orders.dead/0:1\",\"origin\":\"orders/0:2\",\"attempts\":1,"
                        + "\"type\":\"c\",\"reason\":\"exit code 1: broken\"}");
    }

    @Test
    void listsBesideAHubThatIsOpen() {
        try (Hub open = Hub.open(hub.toString())) {
            assertThat(dead("list").lines()).hasSize(2);
            assertThat(dead("drop").code()).isEqualTo(5);
            assertThat(open.subscription("mail").dead().drop(Filter.all())).isEqualTo(2);
            assertThat(dead("list").lines()).isEmpty();
        }
    }

    @Test
    void showsTheWholeEvent() {
        assertThat(dead("show", "--where", "type = 'b'").lines())
                .hasSize(1)
                .first()
                .asString()
                .contains("\"id\":\"2\"")
                .contains("\"deadreason\":\"exit code 1: broken\"")
                .contains("\"leatstream\":\"orders.dead\"");
    }

    @Test
    void whatIsReplayedIsHandledAgain() {
        assertThat(dead("replay", "--where", "type = 'b'").err()).isEqualTo("1 event to be handled again\n");
        assertThat(dead("list").lines()).hasSize(1);

        assertThat(subscribe("echo again $LEAT_TYPE").lines()).containsExactly("again b");
        assertThat(dead("replay").err()).isEqualTo("1 event to be handled again\n");
        assertThat(subscribe("false").err()).isEqualTo("0 events handled, 1 failed attempt, 1 set aside\n");
        assertThat(dead("list").out()).contains("\"origin\":\"orders/0:2\"");
    }

    @Test
    void whatIsDroppedIsDealtWithAndStaysInTheStream() {
        assertThat(dead("drop").err()).isEqualTo("2 events dropped\n");

        assertThat(dead("list").out()).isEmpty();
        assertThat(leat.run("read", "orders.dead").lines()).hasSize(2);
        assertThat(leat.run("subscription", "describe", "mail").out()).contains("\"dead\":0");
    }

    @Test
    void showsWhatWasSetAsideOfAStreamThatIsGone() {
        leat.run("stream", "delete", "orders");

        assertThat(dead("list").lines()).hasSize(2);
        assertThat(leat.run("stream", "list").out()).doesNotContain("\"orders\"");
    }
}
