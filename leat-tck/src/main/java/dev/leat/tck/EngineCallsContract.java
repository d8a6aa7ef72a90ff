package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Append;
import dev.leat.core.LeatException;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Engine;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The calls of {@link Engine} beside reading, where the hub does not show all of what they promise. */
public abstract class EngineCallsContract extends EngineSuite {

    private Engine engine;

    @BeforeEach
    final void openEngine() {
        engine = engine();
    }

    private void assertFails(CompletableFuture<?> future, Class<? extends LeatException> type) {
        assertThat(future)
                .failsWithin(patience)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(type);
    }

    @Test
    void streamsAreDescribedByPattern() throws Exception {
        for (String name : List.of("cdc.b.x", "cdc.a.x", "cdcXa", "orders", "x")) {
            create(engine, name, StreamSettings.defaults());
        }
        assertThat(names("*")).containsExactly("cdc.a.x", "cdc.b.x", "cdcXa", "orders", "x");
        assertThat(names("cdc.*")).containsExactly("cdc.a.x", "cdc.b.x");
        assertThat(names("*.x")).containsExactly("cdc.a.x", "cdc.b.x");
        assertThat(names("cdc.*.x")).containsExactly("cdc.a.x", "cdc.b.x");
        assertThat(names("*a*")).containsExactly("cdc.a.x", "cdcXa");
        assertThat(names("orders")).containsExactly("orders");
        assertThat(names("order")).isEmpty();
        assertThat(names("none*")).isEmpty();
    }

    /** Without what Leat keeps for itself, which engines may have from the beginning. */
    private List<String> names(String pattern) throws Exception {
        return soon(engine.describe(pattern)).stream()
                .map(StreamInfo::name)
                .filter(name -> !name.startsWith("_leat."))
                .toList();
    }

    @Test
    void anAppendToAnUnknownStreamIsRefusedBeforeItReturns() {
        CompletableFuture<?> refused = engine.append(Append.to("none", event("a")), level());
        assertThat(refused).isCompletedExceptionally();
        assertFails(refused, LeatException.NotFound.class);
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        assertFails(engine.alter("none", StreamSettings.defaults()), LeatException.NotFound.class);
        assertFails(engine.delete("none"), LeatException.NotFound.class);
        create(engine, "orders", StreamSettings.defaults());
        assertFails(engine.alter("orders", StreamSettings.defaults().partitions(2)), LeatException.Invalid.class);
        assertFails(engine.create("orders", StreamSettings.defaults().partitions(2)), LeatException.Invalid.class);
    }

    @Test
    void aClosedEngineFailsEveryFuture() throws Exception {
        create(engine, "orders", StreamSettings.defaults());
        engine.close();
        engine.close();
        assertFails(engine.append(Append.to("orders", event("a")), level()), LeatException.Closed.class);
        assertFails(engine.create("new", StreamSettings.defaults()), LeatException.Closed.class);
        assertFails(engine.describe("*"), LeatException.Closed.class);
        assertFails(engine.delete("orders"), LeatException.Closed.class);
    }
}
