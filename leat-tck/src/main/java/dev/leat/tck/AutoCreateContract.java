package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Append;
import dev.leat.core.Capability;
import dev.leat.core.Hub;
import dev.leat.core.LeatException;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The first publish creates a stream, unless the hub was opened otherwise. Reading never does. */
public abstract class AutoCreateContract extends EngineSuite {

    @Test
    void theFirstPublishCreatesTheStreamWithDefaultSettings() {
        hub().stream("orders").publish(event("a")).await(patience);
        assertThat(hub().stream("orders").info().settings()).isEqualTo(StreamSettings.defaults());
        assertThat(ids(hub().stream("orders").read())).containsExactly("a");
    }

    @Test
    void orderHoldsFromTheFirstEventOn() {
        publish(hub().stream("orders"), events("e", 0, 100));
        assertThat(ids(hub().stream("orders").read())).isEqualTo(ids(events("e", 0, 100)));
    }

    @Test
    void anAppendCreatesEachOfItsStreams() {
        stream("a", 2);
        Append append = Append.to("a", event("1")).and("b", event("2")).and("c", event("3"));
        if (lacks(Capability.ATOMIC_ACROSS_STREAMS)) {
            assertUnsupported(
                    Capability.ATOMIC_ACROSS_STREAMS, () -> hub().append(append).await(patience));
            return;
        }
        hub().append(append).await(patience);
        assertThat(hub().streams()).extracting(StreamInfo::name).containsExactly("a", "b", "c");
    }

    @Test
    void manyMayBeFirstAtOnce() throws Exception {
        Hub hub = hub();
        List<CompletableFuture<Void>> first = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String id = "e-" + i;
            first.add(CompletableFuture.runAsync(
                    () -> hub.stream("orders").publish(event(id)).await(patience)));
        }
        for (CompletableFuture<Void> each : first) {
            soon(each);
        }
        assertThat(ids(hub.stream("orders").read())).containsExactlyInAnyOrderElementsOf(ids(events("e", 0, 8)));
    }

    @Test
    void readingCreatesNothing() {
        assertThatThrownBy(() -> hub().stream("orders").read().list()).isInstanceOf(LeatException.NotFound.class);
        assertThatThrownBy(() -> hub().stream("orders").info()).isInstanceOf(LeatException.NotFound.class);
        assertThat(hub().streams()).isEmpty();
    }

    @Test
    void whenSwitchedOffPublishingToWhatIsNotThereIsNotFound() {
        Hub strict = open(options -> options.autoCreate(false));
        strict.create("orders", StreamSettings.defaults());
        assertThatThrownBy(() -> strict.stream("order").publish(event("a")).await(patience))
                .isInstanceOf(LeatException.NotFound.class)
                .hasMessageContaining("did you mean orders")
                .hasMessageContaining("auto-create");
        assertThat(strict.streams()).extracting(StreamInfo::name).containsExactly("orders");
        strict.stream("orders").publish(event("a")).await(patience);
        assertThat(ids(strict.stream("orders").read())).containsExactly("a");
    }
}
