package dev.leat.examples.docs;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Append;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.StreamSettings;
import dev.leat.core.Subscription;
import dev.leat.core.filter.Filter;
import dev.leat.core.json.JsonEvents;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limits that the documents state: what is just within is taken, what is just beyond is refused. */
class LimitsTest {

    /** Of few bytes: names and values of id, source and type. */
    private static final NewEvent EVENT = Event.of("t", "/").id("1").time((OffsetDateTime) null);

    @TempDir
    Path directory;

    private Hub hub;
    private EventStream orders;

    @BeforeEach
    void open() {
        hub = Hub.open(directory.resolve("data").toString());
        orders = hub.stream("orders");
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(LeatException.Invalid.class);
    }

    @Test
    void aNameHasOneTo200Characters() {
        assertThat(hub.stream("aZ09._-" + "x".repeat(193)).publish(EVENT).await())
                .hasToString("0:0");
        for (String name : new String[] {"x".repeat(201), "", ".", "..", "a b", "ä", "_leat.x"}) {
            refused(() -> hub.stream(name));
        }
    }

    @Test
    void aStreamHasOneTo1000Partitions() {
        assertThat(hub.create("most", StreamSettings.defaults().partitions(1_000))
                        .info()
                        .partitions())
                .hasSize(1_000);
        refused(() -> StreamSettings.defaults().partitions(1_001));
        refused(() -> StreamSettings.defaults().partitions(0));
        refused(() -> hub.stream("most").alter(StreamSettings.defaults()));
    }

    @Test
    void anEventHasAMillionBytes() {
        int attributes = "id1source/typet".length();
        orders.publish(EVENT.data(null, new byte[1_000_000 - attributes])).await();
        refused(() -> orders.publish(EVENT.data(null, new byte[1_000_001 - attributes]))
                .await());
        NewEvent timed = EVENT.time("2026-11-01T00:00:00Z");
        orders.publish(timed.data(null, new byte[1_000_000 - attributes - 39])).await();
        refused(() -> orders.publish(timed.data(null, new byte[1_000_000 - attributes - 38]))
                .await());
    }

    @Test
    void anAppendHas16MiB() {
        NewEvent event = EVENT.data(null, new byte[524_288 - "id1source/typet".length()]);
        assertThat(orders.publish(Collections.nCopies(32, event)).await().positions())
                .hasSize(32);
        refused(() -> orders.publish(Collections.nCopies(33, event)).await());
    }

    @Test
    void aSegmentFileHas64KiBTo1GiB() {
        for (String bytes : new String[] {"65536", "1073741824"}) {
            HubOptions options = HubOptions.defaults().engine("log.segment-bytes", bytes);
            Hub.open(directory.resolve(bytes).toString(), options).close();
        }
        for (String bytes : new String[] {"65535", "1073741825", "64k"}) {
            HubOptions options = HubOptions.defaults().engine("log.segment-bytes", bytes);
            refused(() -> Hub.open(directory.resolve(bytes).toString(), options).close());
        }
    }

    @Test
    void spaceIsGivenBackAt64KiBASecondOrMoreOrWithoutLimit() {
        for (String rate : new String[] {"65536", "0"}) {
            HubOptions options = HubOptions.defaults().engine("log.clean-rate", rate);
            Hub.open(directory.resolve(rate).toString(), options).close();
        }
        for (String rate : new String[] {"65535", "-1", "64m"}) {
            HubOptions options = HubOptions.defaults().engine("log.clean-rate", rate);
            refused(() -> Hub.open(directory.resolve(rate).toString(), options).close());
        }
    }

    @Test
    void timesOfSettingsAreLongerThanNothing() {
        StreamSettings settings = StreamSettings.defaults();
        hub.create("least", settings.retain(Duration.ofNanos(1)).dedupe(Duration.ofNanos(1)));
        hub.create("nothing", settings.compact(Duration.ZERO).retainBytes(1));
        refused(() -> settings.retain(Duration.ZERO));
        refused(() -> settings.dedupe(Duration.ZERO));
        refused(() -> settings.compact(Duration.ofNanos(-1)));
        refused(() -> settings.retainBytes(-1));
    }

    @Test
    void retentionByBytesKeepsThatManyAndABatchMore() {
        EventStream small = hub.create("small", StreamSettings.defaults().retainBytes(100_000));
        for (int i = 0; i < 50; i++) {
            small.publish(Collections.nCopies(100, EVENT.data(null, new byte[100])))
                    .await();
            assertThat(small.info().liveBytes()).isLessThan(100_000 + 256 * 1024);
        }
        assertThat(small.info().liveBytes()).isGreaterThanOrEqualTo(100_000);
        small.publish(EVENT.data(null, new byte[900_000])).await();
        assertThat(small.read().list()).hasSize(1);
    }

    @Test
    void jsonDataIsNested499Deep() {
        assertThat(JsonEvents.parse(json(499)).text()).hasSize(998);
        refused(() -> JsonEvents.parse(json(500)));
    }

    @Test
    void aDurableNameHas150Characters() {
        try (Subscription longest = orders.subscribe().durable("x".repeat(150)).handle(event -> {})) {
            assertThat(longest.name()).hasSize(150);
        }
        for (String name : new String[] {"", "x".repeat(151), "a b", "a/b", "ä"}) {
            refused(() -> orders.subscribe().durable(name));
        }
    }

    @Test
    void upToAThousandEventsAreHandledAtOnceOrTogether() {
        orders.subscribe().concurrency(1_000).handle(event -> {}).close();
        orders.subscribe().handleBatch(1_000, events -> {}).close();
        for (int wrong : new int[] {0, 1_001}) {
            refused(() -> orders.subscribe().concurrency(wrong));
            refused(() -> orders.subscribe().handleBatch(wrong, events -> {}));
        }
        refused(() -> orders.subscribe().concurrency(2).handleBatch(10, events -> {}));
        refused(() -> orders.subscribe().durable("x").concurrency(2).append(event -> Append.to("y", event)));
        refused(() -> orders.subscribe().append(event -> Append.to("y", event)));
    }

    @Test
    void aFilterHas65536CharactersAnd250LevelsAnd4096ValuesOfIn() {
        assertThat(Filter.parse("subject = '" + "x".repeat(65_536 - 12) + "'").test(EVENT))
                .isFalse();
        refused(() -> Filter.parse("subject = '" + "x".repeat(65_537 - 12) + "'"));
        assertThat(Filter.parse(in(4_096)).test(EVENT.with("n", 4_096))).isTrue();
        refused(() -> Filter.parse(in(4_097)));
        assertThat(Filter.parse("(".repeat(250) + "TRUE" + ")".repeat(250)).test(EVENT))
                .isTrue();
        refused(() -> Filter.parse("(".repeat(251) + "TRUE" + ")".repeat(251)));
    }

    private static String in(int values) {
        return IntStream.rangeClosed(1, values).mapToObj(Integer::toString).collect(joining(", ", "n IN (", ")"));
    }

    private static String json(int depth) {
        return "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/\",\"type\":\"t\",\"data\":" + "[".repeat(depth)
                + "]".repeat(depth) + "}";
    }
}
