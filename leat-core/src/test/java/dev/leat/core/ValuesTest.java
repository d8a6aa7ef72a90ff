package dev.leat.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Positions, cursors, starts, durations and times, as text and back. */
class ValuesTest {

    @Property
    void aPositionIsReadAsItIsWritten(
            @ForAll @IntRange(max = Integer.MAX_VALUE) int partition,
            @ForAll @LongRange(max = Long.MAX_VALUE) long offset) {
        Position position = new Position(partition, offset);
        assertThat(Position.parse(position.toString())).isEqualTo(position);
        assertThat(Start.parse(position.toString())).isEqualTo(Start.at(position));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "1",
                "1:",
                ":1",
                "a:b",
                "1:2:3",
                "-1:2",
                "1:-2",
                "1:9223372036854775808",
                "2147483648:1",
                " 1:2"
            })
    void whatIsNoPositionIsInvalid(String text) {
        assertThatThrownBy(() -> Position.parse(text))
                .isInstanceOfSatisfying(
                        LeatException.Invalid.class, e -> assertThat(e.field()).isEqualTo("position"));
    }

    @Property(tries = 200)
    void aCursorIsReadAsItIsWritten(
            @ForAll Map<@IntRange(max = 999) Integer, @LongRange(max = Long.MAX_VALUE) Long> seen) {
        Cursor cursor = new Cursor(new TreeMap<>(seen));
        assertThat(Cursor.parse(cursor.toString())).isEqualTo(cursor);
        assertThat(Start.parse("after:" + cursor)).isEqualTo(Start.after(cursor));
        seen.forEach((partition, offset) -> {
            assertThat(cursor.covers(new Position(partition, offset))).isTrue();
            assertThat(cursor.and(new Position(partition, 0))).isEqualTo(cursor);
            assertThat(cursor.next(partition)).isPositive();
        });
    }

    @Test
    void aCursorAtTheLargestOffsetHasSeenEverything() {
        Cursor all = Cursor.at(new Position(0, Long.MAX_VALUE));
        assertThat(all.next(0)).isEqualTo(Long.MAX_VALUE);
        assertThat(all.covers(new Position(0, Long.MAX_VALUE))).isTrue();
        assertThat(all.covers(new Position(1, 0))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {",", "0:1,", ",0:1", "0:1;1:2", "x"})
    void whatIsNoCursorIsInvalid(String text) {
        assertThatThrownBy(() -> Cursor.parse(text)).isInstanceOf(LeatException.Invalid.class);
    }

    @Test
    void startsAreWords() {
        assertThat(Start.parse("earliest")).isEqualTo(Start.earliest());
        assertThat(Start.parse("latest")).isEqualTo(Start.latest());
        assertThat(Start.parse("after:")).isEqualTo(Start.after(Cursor.NOTHING));
        assertThat(Start.parse("2026-11-01")).isEqualTo(Start.since(Instant.parse("2026-11-01T00:00:00Z")));
        assertThat(Start.parse("2026-11-01T00:00+02:00")).isEqualTo(Start.since(Instant.parse("2026-10-31T22:00:00Z")));
    }

    @Test
    void anAgeIsCountedFromNow() {
        Start start = Start.parse("-90s");
        assertThat(start)
                .isInstanceOfSatisfying(
                        Start.Since.class,
                        since -> assertThat(since.recorded())
                                .isCloseTo(Instant.now().minusSeconds(90), within(10, ChronoUnit.SECONDS)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Earliest", "now", "-", "-1", "-1y", "2026-13-01", "2026-11-01T00:00", "0:x", "after:x"})
    void whatIsNoStartIsInvalid(String text) {
        assertThatThrownBy(() -> Start.parse(text)).isInstanceOf(LeatException.Invalid.class);
    }

    @Property
    void aDurationIsReadAsItIsWritten(@ForAll @LongRange(max = 999_999_999L) long millis) {
        Duration duration = Duration.ofMillis(millis);
        assertThat(Durations.parse("retain", Durations.format(duration))).isEqualTo(duration);
    }

    @Test
    void durationsAreWrittenInTheLargestUnit() {
        assertThat(Durations.format(Duration.ofDays(7))).isEqualTo("7d");
        assertThat(Durations.format(Duration.ofHours(25))).isEqualTo("25h");
        assertThat(Durations.format(Duration.ofSeconds(90))).isEqualTo("90s");
        assertThat(Durations.format(Duration.ofMillis(1_001))).isEqualTo("1001ms");
        assertThat(Durations.format(Duration.ZERO)).isEqualTo("0s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "d", "-1d", "1.5h", "1 h", "1H", "1w", "1h30m", "1234567890s"})
    void whatIsNoDurationIsInvalid(String text) {
        assertThatThrownBy(() -> Durations.parse("retain", text))
                .isInstanceOf(LeatException.Invalid.class)
                .hasMessageStartingWith("retain: '" + text + "'");
    }

    @Property
    void aTimeIsReadAsItIsWritten(
            @ForAll @LongRange(min = -62_167_219_200L + 100_000, max = 253_402_300_799L - 100_000) long second,
            @ForAll @IntRange(max = 999_999_999) int nano,
            @ForAll @IntRange(min = -1_080, max = 1_080) int offsetMinutes) {
        OffsetDateTime time = OffsetDateTime.ofInstant(
                Instant.ofEpochSecond(second, nano), ZoneOffset.ofTotalSeconds(offsetMinutes * 60));
        assertThat(Rfc3339.parse("time", Rfc3339.format(time))).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-11-01",
                "2026-11-01T09:30Z",
                "2026-11-01T09:30:00",
                "2026-11-01 09:30:00Z",
                "2026-13-01T09:30:00Z",
                "2026-02-30T09:30:00Z",
                "2026-11-01T24:00:01Z",
                "2026-11-01T09:30:60Z",
                "2026-11-01T09:30:00.Z",
                "2026-11-01T09:30:00.1234567890Z",
                "2026-11-01T09:30:00+0100",
                "2026-11-01T09:30:00+19:00",
                "12026-11-01T09:30:00Z"
            })
    void whatIsNoTimeIsInvalid(String text) {
        assertThatThrownBy(() -> Rfc3339.parse("time", text))
                .isInstanceOf(LeatException.Invalid.class)
                .hasMessageStartingWith("time: '" + text + "'");
    }

    @Test
    void settingsOutOfRangeAreInvalid() {
        StreamSettings defaults = StreamSettings.defaults();
        for (int partitions : new int[] {0, -1, 1_001}) {
            assertThatThrownBy(() -> defaults.partitions(partitions))
                    .isInstanceOf(LeatException.Invalid.class)
                    .hasMessageContaining(String.valueOf(partitions));
        }
        for (Duration retain : new Duration[] {Duration.ZERO, Duration.ofMillis(-1)}) {
            assertThatThrownBy(() -> defaults.retain(retain))
                    .isInstanceOf(LeatException.Invalid.class)
                    .hasMessageStartingWith("retain: ");
        }
        assertThatThrownBy(() -> defaults.retainBytes(-1)).isInstanceOf(LeatException.Invalid.class);
        assertThat(defaults.retain(Duration.ofMillis(1)).retain()).isEqualTo(Duration.ofMillis(1));
    }
}
