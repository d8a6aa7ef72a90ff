package dev.leat.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class EventRulesTest {

    private static NewEvent bare() {
        return Event.of("t", "s").id("i").time((OffsetDateTime) null);
    }

    private static void assertInvalid(String field, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        LeatException.Invalid.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    @Test
    void theSizeIsThatOfNamesValuesAndData() {
        int least = "id".length() + "source".length() + "type".length() + 3;
        assertThat(EventRules.check(bare())).isEqualTo(least);
        assertThat(EventRules.check(bare().data(null, new byte[10]))).isEqualTo(least + 10);
        assertThat(EventRules.check(bare().with("n", 12345))).isEqualTo(least + 6);
        assertThat(EventRules.check(bare().with("b", new byte[] {1, 2, 3}))).isEqualTo(least + 4);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .all()
                .ofMinLength(1)
                .ofMaxLength(40)
                .map(text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .filter(text -> text.chars().noneMatch(Character::isISOControl));
    }

    @Property
    void textIsCountedInUtf8(@ForAll("texts") String text) {
        assertThat(EventRules.check(bare().subject(text)) - EventRules.check(bare()))
                .isEqualTo("subject".length() + text.getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void theLimitIsExact() {
        byte[] data = new byte[EventRules.MOST_BYTES - EventRules.check(bare())];
        assertThat(EventRules.check(bare().data(null, data))).isEqualTo(EventRules.MOST_BYTES);
        assertInvalid("event", () -> EventRules.check(bare().data(null, new byte[data.length + 1])));
    }

    @Test
    void charactersThatCloudEventsForbidAreRefused() {
        for (String wrong :
                new String[] {"a\nb", "\0", "\u007F", "\u0085", "\uD800", "a\uDC00b", "\uD83D\uD83D\uDE00"}) {
            assertInvalid("subject", () -> EventRules.check(bare().subject(wrong)));
            assertInvalid("id", () -> EventRules.check(bare().id(wrong)));
            assertInvalid("text", () -> EventRules.check(bare().with("text", wrong)));
        }
        EventRules.check(bare().subject("😀\u00A0 ~"));
    }

    @Test
    void timesThatCannotBeWrittenAreRefused() {
        OffsetDateTime far = OffsetDateTime.of(10_000, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
        OffsetDateTime odd = OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.ofTotalSeconds(61));
        for (OffsetDateTime wrong : new OffsetDateTime[] {far, odd, far.withYear(-1)}) {
            assertInvalid("time", () -> EventRules.check(bare().time(wrong)));
            assertInvalid("when", () -> EventRules.check(bare().with("when", wrong)));
        }
    }

    @Test
    void namesOfExtensionsAreLowerCaseLettersAndDigits() {
        for (String wrong : new String[] {"", "A", "a_b", "a-b", "ä", "data", "id", "specversion", "time"}) {
            assertInvalid("extension", () -> bare().with(wrong, "x"));
        }
        assertThat(bare().with("0a9", "x").getExtension("0a9")).isEqualTo("x");
    }

    @Test
    void valuesOfExtensionsHaveCloudEventsTypes() {
        assertThat(bare().with("n", 5L).getExtension("n")).isEqualTo(5);
        assertThat(bare().with("n", (short) 5).getExtension("n")).isEqualTo(5);
        for (Object wrong : new Object[] {1L << 31, 1.5, 'c', new int[0], URI.class}) {
            assertInvalid("n", () -> bare().with("n", wrong));
        }
        assertInvalid("n", () -> bare().with("n", null));
    }
}
