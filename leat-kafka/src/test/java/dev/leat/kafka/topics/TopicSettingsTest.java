package dev.leat.kafka.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.LeatException;
import dev.leat.core.StreamSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/** Settings become a topic's configuration, and a record where that cannot hold them; together they give them back. */
class TopicSettingsTest {

    @Provide
    Arbitrary<StreamSettings> settings() {
        Arbitrary<Duration> times = Arbitraries.longs()
                .between(1, Long.MAX_VALUE / 1_000_000)
                .flatMap(number -> Arbitraries.of(Duration.ofMillis(number), Duration.ofNanos(number)));
        Arbitrary<Duration> dedupe = Arbitraries.oneOf(times, Arbitraries.just(StreamSettings.FOREVER));
        return Combinators.combine(
                        Arbitraries.integers().between(1, StreamSettings.MOST_PARTITIONS),
                        times.injectNull(0.3),
                        Arbitraries.longs().between(0, Long.MAX_VALUE),
                        Arbitraries.oneOf(times, Arbitraries.just(Duration.ZERO))
                                .injectNull(0.3),
                        dedupe.injectNull(0.5))
                .as((partitions, retain, bytes, compact, within) ->
                        new StreamSettings(partitions, retain, bytes, compact, within, within != null));
    }

    @Property(tries = 500)
    void whatIsConfiguredAndRecordedIsReadAsItWasGiven(@ForAll("settings") StreamSettings settings) {
        TopicSettings.check("orders", settings);
        Map<String, String> configuration = TopicSettings.configuration(settings);
        StreamSettings recorded = SettingsRecord.settings(SettingsRecord.bytes(settings));
        assertThat(recorded).isEqualTo(settings);
        assertThat(TopicSettings.settings(settings.partitions(), configuration, recorded))
                .isEqualTo(settings);
        if (!TopicSettings.mustBeRecorded(settings)) {
            assertThat(TopicSettings.settings(settings.partitions(), configuration, null))
                    .isEqualTo(settings);
        }
    }

    @Example
    void aRecordOfOtherThingsHoldsNoSettings() {
        for (String text : new String[] {"", "x", "partitions=", "partitions=0", "partitions=1 retain=1h", "{}"}) {
            assertThat(SettingsRecord.settings(text.getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .isNull();
        }
        assertThat(SettingsRecord.settings("partitions=1 guarded=true later=x".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(StreamSettings.defaults().guarded(true));
    }

    @Example
    void aTopicOfMorePartitionsThanAStreamMayHaveIsInvalid() {
        assertThatThrownBy(() -> TopicSettings.settings(1_001, Map.of(), null))
                .isInstanceOf(LeatException.Invalid.class)
                .hasMessageContaining("1001");
    }

    @Example
    void whoIsNotAllowedIsToldWhichRightItTakes() {
        assertThat(TopicErrors.of(
                        new TopicAuthorizationException("no"), "deleting stream 'a'", "DELETE on topic 'p.a'"))
                .isInstanceOf(LeatException.Denied.class)
                .hasMessage("deleting stream 'a' is not allowed: it takes the right DELETE on topic 'p.a'");
    }
}
