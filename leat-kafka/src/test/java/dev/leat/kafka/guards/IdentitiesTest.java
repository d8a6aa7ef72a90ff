package dev.leat.kafka.guards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.StreamSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class IdentitiesTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Identities identities = new Identities(SECOND);

    private static Identity id(int number) {
        return Identity.of("/test", "id-" + number);
    }

    @Test
    void theFirstWithinTheHorizonIsTheOriginal() {
        identities.add(id(1), 10, 5_000, 5_000);
        identities.add(id(1), 20, 5_600, 5_600);
        assertThat(identities.find(id(1), SECOND, 6_000)).isEqualTo(10);
        assertThat(identities.find(id(1), SECOND, 6_001)).isEqualTo(20);
        assertThat(identities.find(id(1), SECOND, 6_601)).isEqualTo(Identities.NONE);
        assertThat(identities.find(id(2), SECOND, 6_000)).isEqualTo(Identities.NONE);
    }

    @Test
    void aShorterHorizonIsKnownToo() {
        identities.add(id(1), 10, 5_000, 5_000);
        assertThat(identities.reaches(Duration.ofMillis(100))).isTrue();
        assertThat(identities.find(id(1), Duration.ofMillis(100), 5_101)).isEqualTo(Identities.NONE);
        assertThat(identities.reaches(StreamSettings.FOREVER)).isFalse();
        assertThat(new Identities(StreamSettings.FOREVER).reaches(SECOND)).isTrue();
    }

    @Test
    void whatIsBeyondTheHorizonIsForgotten() {
        for (int i = 0; i < 10_000; i++) {
            identities.add(id(i), i, i, i);
        }
        assertThat(identities.size()).isLessThan(3_000);
        assertThat(identities.find(id(9_500), SECOND, 9_999)).isEqualTo(9_500);
    }

    @Test
    void sourceAndIdTogetherTellEventsApart() {
        assertThat(Identity.of("/a", "b")).isNotEqualTo(Identity.of("/a1", "b"));
        assertThat(Identity.of("/a", "1b")).isNotEqualTo(Identity.of("/a1", "b"));
        assertThat(Identity.of("/a", "b")).isEqualTo(Identity.of("/a", "b"));
    }
}
