package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.EventStream;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Streams are created, altered, listed, described and deleted. Auto-creation has a suite of its own. */
public abstract class StreamsContract extends EngineSuite {

    private static final StreamSettings SETTINGS =
            StreamSettings.defaults().partitions(3).retain(Duration.ofDays(7)).retainBytes(1 << 30);

    @Test
    void aCreatedStreamHasItsSettingsAndNoEvents() {
        EventStream orders = hub().create("orders", SETTINGS);
        StreamInfo info = orders.info();
        assertThat(info.name()).isEqualTo("orders");
        assertThat(info.settings()).isEqualTo(SETTINGS);
        assertThat(info.partitions())
                .hasSize(3)
                .allSatisfy(span -> assertThat(span.next()).isEqualTo(span.first()));
        assertThat(info.span()).isZero();
        assertThat(orders.read().list()).isEmpty();
    }

    @Test
    void creatingAgainWithEqualSettingsDoesNothing() {
        hub().create("orders", SETTINGS).publish(event("a")).await(patience);
        assertThat(ids(hub().create("orders", SETTINGS).read())).containsExactly("a");
    }

    @Test
    void creatingAgainWithOtherSettingsIsInvalid() {
        hub().create("orders", SETTINGS);
        assertThatThrownBy(() -> hub().create("orders", SETTINGS.retainBytes(0)))
                .isInstanceOf(LeatException.Invalid.class)
                .hasMessageContaining("orders");
        assertThat(hub().stream("orders").info().settings()).isEqualTo(SETTINGS);
    }

    @Test
    void streamsAreListedByName() {
        assertThat(hub().streams()).isEmpty();
        for (String name : new String[] {"b", "a.b", "B", "a", "a-b", "0", "c_d"}) {
            hub().create(name, StreamSettings.defaults());
        }
        assertThat(hub().streams())
                .extracting(StreamInfo::name)
                .containsExactly("0", "B", "a", "a-b", "a.b", "b", "c_d");
    }

    @Test
    void infoTellsWhatCanBeRead() {
        EventStream orders = stream("orders", 1);
        Position last = publish(orders, events("e", 0, 5)).get(4);
        StreamInfo.Span span = orders.info().partitions().get(0);
        assertThat(span.first())
                .isEqualTo(orders.read().first().orElseThrow().position().offset());
        assertThat(span.next()).isGreaterThan(last.offset());
        assertThat(orders.info().span()).isGreaterThanOrEqualTo(5);
    }

    @Test
    void settingsCanBeAlteredButForThePartitions() {
        EventStream orders = hub().create("orders", SETTINGS);
        publish(orders, events("e", 0, 3));
        StreamSettings changed = SETTINGS.retain(null).retainBytes(4096);
        assertThat(orders.alter(changed).settings()).isEqualTo(changed);
        assertThat(orders.info().settings()).isEqualTo(changed);
        assertThatThrownBy(() -> orders.alter(changed.partitions(4)))
                .isInstanceOfSatisfying(
                        LeatException.Invalid.class,
                        invalid -> assertThat(invalid.field()).isEqualTo("partitions"));
        assertThat(orders.info().settings()).isEqualTo(changed);
        assertThat(ids(orders.read())).containsExactlyInAnyOrder("e-0", "e-1", "e-2");
    }

    @Test
    void aDeletedStreamIsGone() {
        EventStream orders = stream("orders", 2);
        stream("audit", 1).publish(event("kept")).await(patience);
        publish(orders, events("e", 0, 10));
        orders.delete();
        assertThat(hub().streams()).extracting(StreamInfo::name).containsExactly("audit");
        assertThatThrownBy(orders::info).isInstanceOf(LeatException.NotFound.class);
        assertThatThrownBy(() -> orders.read().list()).isInstanceOf(LeatException.NotFound.class);
        assertThat(ids(hub().stream("audit").read())).containsExactly("kept");
    }

    @Test
    void aStreamCreatedAgainIsANewOne() {
        publish(stream("orders", 2), events("old", 0, 10));
        hub().stream("orders").delete();
        EventStream again = stream("orders", 1);
        assertThat(again.info().span()).isZero();
        assertThat(again.info().settings().partitions()).isEqualTo(1);
        assertThat(again.read().list()).isEmpty();
        publish(again, events("new", 0, 3));
        assertThat(ids(again.read())).containsExactly("new-0", "new-1", "new-2");
    }

    @Test
    void whatIsNotThereIsNotFoundAndTheNearestNamesAreShown() {
        stream("orders", 1);
        EventStream wrong = hub().stream("order");
        assertThatThrownBy(wrong::info)
                .isInstanceOf(LeatException.NotFound.class)
                .hasMessageContaining("'order'")
                .hasMessageContaining("did you mean orders");
        assertThatThrownBy(() -> wrong.read().list()).isInstanceOf(LeatException.NotFound.class);
        assertThatThrownBy(() -> wrong.alter(StreamSettings.defaults())).isInstanceOf(LeatException.NotFound.class);
        assertThatThrownBy(wrong::delete).isInstanceOf(LeatException.NotFound.class);
    }

    @Test
    void namesThatKafkaWouldRefuseAreRefused() {
        for (String name : new String[] {"", ".", "..", "a b", "a/b", "ä", "a*", "a\n", "x".repeat(201)}) {
            assertThatThrownBy(() -> hub().stream(name)).as(name).isInstanceOf(LeatException.Invalid.class);
            assertThatThrownBy(() -> hub().create(name, StreamSettings.defaults()))
                    .as(name)
                    .isInstanceOf(LeatException.Invalid.class);
        }
        String longest = "x".repeat(200);
        hub().stream(longest).publish(event("a")).await(patience);
        assertThat(ids(hub().stream(longest).read())).containsExactly("a");
    }

    @Test
    void aStreamMayHaveVeryManyPartitions() {
        int most = rounds(StreamSettings.MOST_PARTITIONS);
        EventStream wide = stream("wide", most);
        assertThat(wide.info().partitions()).hasSize(most);
        publish(wide, events("e", 0, 10));
        assertThat(ids(wide.read())).containsExactlyInAnyOrderElementsOf(ids(events("e", 0, 10)));
    }
}
