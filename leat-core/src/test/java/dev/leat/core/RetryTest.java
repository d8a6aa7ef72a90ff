package dev.leat.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryTest {

    @Test
    void waitsDoubleUpToTheLongest() {
        Retry retry = Retry.times(9).waits(Duration.ofMillis(100), Duration.ofSeconds(1));
        assertThat(IntStream.rangeClosed(1, 6).mapToObj(retry::waitAfter))
                .containsExactlyElementsOf(List.of(
                        Duration.ofMillis(100),
                        Duration.ofMillis(200),
                        Duration.ofMillis(400),
                        Duration.ofMillis(800),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1)));
    }

    @Test
    void waitsDoNotOverflow() {
        Duration most = Duration.ofDays(10_000);
        for (Duration first : List.of(Duration.ZERO, Duration.ofNanos(1), Duration.ofMillis(1), most)) {
            Retry retry = Retry.forever().waits(first, most);
            Duration before = Duration.ZERO;
            for (int attempt : new int[] {1, 2, 30, 62, 63, 64, 65, 1_000, Integer.MAX_VALUE}) {
                assertThat(retry.waitAfter(attempt)).isBetween(before, most);
                before = retry.waitAfter(attempt);
            }
        }
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> Retry.times(0))
                .isInstanceOf(LeatException.Invalid.class)
                .hasMessageContaining("0 attempts");
        assertThatThrownBy(() -> Retry.never().waits(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(LeatException.Invalid.class);
        assertThatThrownBy(() -> Retry.never().waits(Duration.ofSeconds(-2), Duration.ofSeconds(1)))
                .isInstanceOf(LeatException.Invalid.class);
    }
}
