package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Append;
import dev.leat.core.Capability;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.Position;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What was acknowledged is there after the hub was closed, and after its process was killed, and goes on as if nothing had
 * been. Without PERSISTENT, what is opened again is empty and works.
 */
public abstract class PersistenceContract extends EngineSuite {

    private interface Reopening {
        Hub again() throws Exception;
    }

    private List<Reopening> reopenings() {
        return List.of(this::closeAndReopen, this::crashAndReopen, this::closeAndReopen, this::crashAndReopen);
    }

    /** Whether the hub begins anew, which is then asserted. */
    private boolean isNew(Hub hub) {
        boolean isNew = lacks(Capability.PERSISTENT);
        if (isNew) {
            assertThat(hub.streams()).isEmpty();
        }
        return isNew;
    }

    @Test
    void acknowledgedEventsAreThereOnceAndInOrder() throws Exception {
        stream("orders", 1);
        int published = 0;
        for (Reopening reopening : reopenings()) {
            EventStream orders = stream("orders", 1);
            publish(orders, events("e", published, published + 100));
            orders.publish(events("e", published + 100, published + 150)).await(patience);
            published += 150;
            assertThat(orders.info().span()).isPositive();
            Hub again = reopening.again();
            if (isNew(again)) {
                published = 0;
            } else {
                assertThat(ids(again.stream("orders").read())).isEqualTo(ids(events("e", 0, published)));
            }
        }
    }

    @Test
    void positionsGoOn() throws Exception {
        List<Position> told = new ArrayList<>();
        for (Reopening reopening : reopenings()) {
            told.addAll(publish(stream("orders", 1), events("e", 0, 10)));
            assertThat(told).isSorted().doesNotHaveDuplicates();
            if (isNew(reopening.again())) {
                told.clear();
            } else {
                assertThat(positions(hub().stream("orders").read())).isEqualTo(told);
            }
        }
    }

    @Test
    void eventsAreWhatTheyWere() throws Exception {
        EventStream orders = stream("orders", 3);
        orders.publish(event("a")
                        .time("2026-11-01T09:30:00.10+01:00")
                        .subject("s")
                        .with("n", 7)
                        .with("binary", new byte[] {1, 2})
                        .json("{\"a\": 1}"))
                .await(patience);
        Event before = orders.read().first().orElseThrow();
        for (Reopening reopening : reopenings()) {
            Hub again = reopening.again();
            if (isNew(again)) {
                return;
            }
            Event after = again.stream("orders").read().first().orElseThrow();
            assertThat(after.position()).isEqualTo(before.position());
            assertThat(after.recordedTime()).isEqualTo(before.recordedTime());
            assertThat(after.getId()).isEqualTo("a");
            assertThat(after.timeText()).isEqualTo("2026-11-01T09:30:00.10+01:00");
            assertThat(after.getSubject()).isEqualTo("s");
            assertThat(after.getExtension("n")).isEqualTo(7);
            assertThat(after.getExtension("binary")).isEqualTo(new byte[] {1, 2});
            assertThat(after.text()).isEqualTo("{\"a\": 1}");
        }
    }

    @Test
    void fastEventsSurviveAKilledProcess() throws Exception {
        EventStream orders = stream("orders", 1);
        for (int i = 0; i < rounds(100); i++) {
            hub().append(Append.to("orders", event("e-" + i)).durability(Durability.FAST))
                    .await(patience);
        }
        assertThat(orders.read().count()).isEqualTo(rounds(100));
        Hub again = crashAndReopen();
        if (!isNew(again)) {
            assertThat(ids(again.stream("orders").read())).isEqualTo(ids(events("e", 0, rounds(100))));
        }
    }

    @Test
    void streamsKeepTheirSettingsAndStayDeleted() throws Exception {
        StreamSettings settings = StreamSettings.defaults()
                .partitions(5)
                .retain(Duration.ofMillis(86_400_001))
                .retainBytes(Long.MAX_VALUE);
        hub().create("made", settings);
        hub().create("altered", settings).alter(settings.retain(null));
        publish(hub().create("deleted", settings), events("e", 0, 5));
        hub().stream("deleted").delete();
        publish(hub().create("renewed", settings), events("old", 0, 5));
        hub().stream("renewed").delete();
        publish(hub().create("renewed", StreamSettings.defaults()), events("new", 0, 2));
        for (Reopening reopening : reopenings()) {
            Hub again = reopening.again();
            if (isNew(again)) {
                return;
            }
            assertThat(again.streams()).extracting(StreamInfo::name).containsExactly("altered", "made", "renewed");
            assertThat(again.stream("made").info().settings()).isEqualTo(settings);
            assertThat(again.stream("altered").info().settings()).isEqualTo(settings.retain(null));
            assertThat(ids(again.stream("renewed").read())).containsExactly("new-0", "new-1");
        }
    }

    @Test
    void keysKeepTheirPartitionsAndAllTheirOrder() throws Exception {
        List<String> ids = new ArrayList<>();
        for (Reopening reopening : reopenings()) {
            EventStream orders = stream("orders", 4);
            EventStream audit = stream("audit", 1);
            for (int i = 0; i < 10; i++) {
                String id = "e-" + ids.size();
                ids.add(id);
                EventStream next = i % 2 == 0 ? orders : audit;
                next.publish(event(id).subject("k")).await(patience);
            }
            Hub again = reopening.again();
            if (isNew(again)) {
                ids.clear();
            } else if (!lacks(Capability.GLOBAL_ORDER)) {
                assertThat(ids(again.readAll())).isEqualTo(ids);
            } else {
                assertThat(again.stream("orders").read().count()
                                + again.stream("audit").read().count())
                        .isEqualTo(ids.size());
            }
        }
    }

    @Test
    void anEmptyHubOpensAgain() throws Exception {
        assertThat(hub().streams()).isEmpty();
        for (Reopening reopening : reopenings()) {
            assertThat(reopening.again().streams()).isEmpty();
        }
        hub().stream("orders").publish(event("a")).await(patience);
        assertThat(ids(hub().stream("orders").read())).containsExactly("a");
    }
}
