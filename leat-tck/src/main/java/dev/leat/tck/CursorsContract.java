package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Append;
import dev.leat.core.Capability;
import dev.leat.core.Cursor;
import dev.leat.core.Durability;
import dev.leat.core.Hub;
import dev.leat.core.LeatException;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Engine;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** Cursors are kept as they were committed last, with the events they came with or not at all. */
public abstract class CursorsContract extends EngineSuite {

    private static final Append NOTHING = new Append(List.of(), null);

    private Engine made() throws Exception {
        Engine engine = engine();
        create(engine, "orders", StreamSettings.defaults().partitions(3));
        create(engine, "bills", StreamSettings.defaults());
        return engine;
    }

    private void commit(Engine engine, String subscription, String stream, String cursor) throws Exception {
        soon(engine.append(NOTHING.commit(subscription, stream, Cursor.parse(cursor)), level()));
    }

    private Map<String, Cursor> committed(Engine engine, String subscription) throws Exception {
        return soon(engine.committed(subscription));
    }

    @Test
    void whatWasNeverCommittedIsEmpty() throws Exception {
        assertThat(committed(made(), "one")).isEmpty();
    }

    @Test
    void aCommitReplacesTheWholeCursor() throws Exception {
        Engine engine = made();
        commit(engine, "one", "orders", "0:4,1:17,2:3");
        commit(engine, "one", "orders", "1:2");
        assertThat(committed(engine, "one")).isEqualTo(Map.of("orders", Cursor.parse("1:2")));
        commit(engine, "one", "orders", "");
        assertThat(committed(engine, "one")).isEqualTo(Map.of("orders", Cursor.NOTHING));
    }

    @Test
    void theLastOfSeveralCommitsCounts() throws Exception {
        Engine engine = made();
        soon(engine.append(
                NOTHING.commit("one", "bills", Cursor.parse("0:1"))
                        .commit("one", "bills", Cursor.parse("0:2"))
                        .commit("one", "bills", Cursor.parse("0:3")),
                Durability.FAST));
        assertThat(committed(engine, "one")).isEqualTo(Map.of("bills", Cursor.parse("0:3")));
    }

    @Test
    void subscriptionsAndStreamsHaveCursorsOfTheirOwn() throws Exception {
        Engine engine = made();
        commit(engine, "one", "orders", "0:1,2:5");
        commit(engine, "one", "bills", "0:2");
        commit(engine, "two", "orders", "0:3");
        assertThat(committed(engine, "one"))
                .isEqualTo(Map.of("orders", Cursor.parse("0:1,2:5"), "bills", Cursor.parse("0:2")));
        assertThat(committed(engine, "two")).isEqualTo(Map.of("orders", Cursor.parse("0:3")));
    }

    @Test
    void nullForgetsACursor() throws Exception {
        Engine engine = made();
        commit(engine, "one", "orders", "0:1");
        commit(engine, "one", "bills", "0:2");
        soon(engine.append(NOTHING.commit("one", "orders", null), level()));
        assertThat(committed(engine, "one")).isEqualTo(Map.of("bills", Cursor.parse("0:2")));
        soon(engine.append(NOTHING.commit("one", "bills", null), level()));
        assertThat(committed(engine, "one")).isEmpty();
    }

    @Test
    void anAppendThatFailsCommitsNothing() throws Exception {
        Engine engine = made();
        commit(engine, "one", "bills", "0:2");
        CompletableFuture<?> failing =
                engine.append(Append.to("nowhere", event("e")).commit("one", "bills", Cursor.parse("0:9")), level());
        assertThat(failing)
                .failsWithin(patience)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(LeatException.class);
        assertThat(committed(engine, "one")).isEqualTo(Map.of("bills", Cursor.parse("0:2")));
    }

    @Test
    void aDeletedStreamsCursorsAreGoneWithIt() throws Exception {
        Engine engine = made();
        commit(engine, "one", "orders", "0:1");
        commit(engine, "one", "bills", "0:2");
        soon(engine.delete("orders"));
        assertThat(committed(engine, "one")).isEqualTo(Map.of("bills", Cursor.parse("0:2")));
        create(engine, "orders", StreamSettings.defaults());
        assertThat(committed(engine, "one")).isEqualTo(Map.of("bills", Cursor.parse("0:2")));
        // one that comes late is not an error, and is not kept
        soon(engine.delete("orders"));
        commit(engine, "one", "orders", "0:1");
        assertThat(committed(engine, "one")).isEqualTo(Map.of("bills", Cursor.parse("0:2")));
    }

    private void commitSome(Hub hub) {
        hub.append(Append.to("orders", events("e", 0, 10)).commit("one", "orders", Cursor.parse("0:7,2:9")))
                .await(patience);
        hub.append(NOTHING.commit("one", "bills", Cursor.parse("0:3")).durability(Durability.FAST))
                .await(patience);
        hub.append(NOTHING.commit("two", "bills", Cursor.parse("0:4"))).await(patience);
        hub.append(NOTHING.commit("two", "bills", null)).await(patience);
    }

    private void assertKept() throws Exception {
        try (Engine engine = engine()) {
            boolean lost = lacks(Capability.PERSISTENT);
            assertThat(committed(engine, "one"))
                    .isEqualTo(
                            lost ? Map.of() : Map.of("orders", Cursor.parse("0:7,2:9"), "bills", Cursor.parse("0:3")));
            assertThat(committed(engine, "two")).isEmpty();
        }
    }

    @Test
    void cursorsSurviveClosing() throws Exception {
        stream("orders", 3);
        stream("bills", 1);
        commitSome(hub());
        hub().close();
        assertKept();
        assertKept();
    }

    @Test
    void cursorsSurviveACrash() throws Exception {
        stream("orders", 3);
        stream("bills", 1);
        commitSome(hub());
        crash();
        assertKept();
    }

    @Test
    void cursorsSurviveManySegments() throws Exception {
        stream("orders", 3);
        stream("bills", 1);
        commitSome(hub());
        for (int i = 0; i < 40; i++) {
            hub().append(Append.to("bills", event("b-" + i).data("application/octet-stream", new byte[10_000])))
                    .await(patience);
        }
        crash();
        assertKept();
    }

    @Test
    void aHubThatOnlyReadsSeesThem() throws Exception {
        if (lacks(Capability.PERSISTENT)) {
            return; // nothing to be opened twice: that this is refused is asserted elsewhere
        }
        stream("orders", 3);
        stream("bills", 1);
        commitSome(hub());
        hub().subscribe("bills").durable("three").handle(received());
        Hub reader = open(options -> options.readOnly(true));
        eventually("it is seen", () -> reader.subscriptions().size() == 1);
        assertThat(reader.subscription("three").info().streams()).isEqualTo("bills");
        hub().subscribe("bills").durable("four").handle(received());
        eventually("what comes later is seen", () -> reader.subscriptions().size() == 2);
    }

    @Test
    void aHubTellsTheCursorsOfAName() {
        Hub hub = hub();
        hub.append(Append.to("orders", event("a")).commit("mine", "orders", Cursor.parse("0:7")))
                .await(patience);
        assertThat(hub.committed("mine")).isEqualTo(Map.of("orders", Cursor.parse("0:7")));
        assertThat(hub.committed("another")).isEmpty();
        assertThat(hub.subscriptions()).isEmpty();
    }
}
