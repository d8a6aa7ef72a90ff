package dev.leat.core.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FilterTest {

    private static final NewEvent PLACED = Event.of("order.placed", "/shop")
            .id("1")
            .subject("o-42")
            .with("region", "eu")
            .with("total", 12)
            .with("paid", true);

    @Test
    void everyEventPassesAll() {
        assertThat(Filter.all().test(PLACED)).isTrue();
        assertThat(Filter.all().test(name -> null)).isTrue();
        assertThat(Filter.all().conjuncts()).isEmpty();
        assertThat(Filter.all()).hasToString("TRUE").isEqualTo(Filter.parse("true"));
    }

    @Test
    void attributesOfEveryTypeAreCompared() {
        assertThat(Filter.parse("type = 'order.placed' AND region = 'eu' AND total > 10")
                        .test(PLACED))
                .isTrue();
        assertThat(Filter.parse("paid AND total = '12'").test(PLACED)).isTrue();
        assertThat(Filter.parse("paid").test(PLACED)).isTrue();
        assertThat(Filter.parse("total > 12").test(PLACED)).isFalse();
    }

    @Test
    void aMissingAttributeDoesNotPassAlsoUnderNot() {
        assertThat(Filter.parse("absent = 'x'").test(PLACED)).isFalse();
        assertThat(Filter.parse("NOT (absent = 'x')").test(PLACED)).isFalse();
        assertThat(Filter.attribute("absent", "x").not().test(PLACED)).isFalse();
        assertThat(Filter.attribute("absent", "x").or(Filter.all()).test(PLACED))
                .isFalse();
        assertThat(Filter.all().or(Filter.attribute("absent", "x")).test(PLACED))
                .isTrue();
        assertThat(Filter.parse("NOT EXISTS absent").test(PLACED)).isTrue();
    }

    @Test
    void whatIsNoBooleanDoesNotPass() {
        assertThat(Filter.parse("region").test(PLACED)).isFalse();
        assertThat(Filter.parse("absent").test(name -> "true")).isFalse();
    }

    @Test
    void filtersCombineAsTheirOutcomesDo() {
        Filter text = Filter.parse("flag");
        Attributes event = name -> "true";

        assertThat(text.test(event)).isFalse();
        assertThat(text.and(Filter.parse("EXISTS id")).test(event)).isFalse();
        assertThat(text.not().test(event)).isTrue();
        assertThat(Filter.all().and(text)).isEqualTo(text);
        assertThat(text.and(Filter.all())).isEqualTo(text);
        assertThat(Filter.all().not()).isEqualTo(Filter.parse("FALSE"));
        assertThat(Filter.all().not().or(Filter.all())).isEqualTo(Filter.all());
    }

    @Test
    void setsAreCastToTheTypeOfTheValue() {
        Filter numbers = Filter.parse("a IN (1, '02', TRUE)");

        assertThat(numbers.test(name -> 2)).isTrue();
        assertThat(numbers.test(name -> "2")).isFalse();
        assertThat(numbers.test(name -> "true")).isTrue();
        assertThat(numbers.test(name -> true)).isTrue();
        assertThat(Filter.parse("a NOT IN (1, 'x')").test(name -> 2)).isFalse();
        assertThat(Filter.parse("a IN (1, 'x')").test(name -> 1)).isTrue();
    }

    @Test
    void userInputStaysAValue() {
        String hostile = "x' OR TRUE OR type = 'x";

        Filter filter = Filter.subject(hostile).and(Filter.type("a"));

        assertThat(filter).hasToString("subject = \"x' OR TRUE OR type = 'x\" AND type = 'a'");
        assertThat(filter.test(Event.of("a", "/b").subject("o"))).isFalse();
        assertThat(filter.test(Event.of("a", "/b").subject(hostile))).isTrue();
    }

    @Test
    void prefixesAndSuffixesTakeTheirTextsAsTheyAre() {
        for (String text : new String[] {"50%", "a_b", "C:\\", "\\%", "a\\'b\\\"", "x".repeat(2_000), "😀"}) {
            Filter prefix = Filter.prefix(Map.of("subject", text));
            Filter suffix = Filter.suffix(Map.of("subject", text));
            assertThat(prefix.test(name -> text + "z")).as(prefix.toString()).isTrue();
            assertThat(suffix.test(name -> "z" + text)).as(suffix.toString()).isTrue();
            assertThat(prefix.test(name -> "z" + text)).isFalse();
            assertThat(suffix.test(name -> text + "z")).isFalse();
            assertThat(Filter.parse(prefix.toString())).isEqualTo(prefix);
            assertThat(Filter.parse(suffix.toString())).isEqualTo(suffix);
        }
        assertThat(Filter.prefix(Map.of("type", "order."))).hasToString("type LIKE 'order.%'");
    }

    @Test
    void exactWantsAllOfItsTexts() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("type", "order.placed");
        texts.put("total", "12");

        assertThat(Filter.exact(texts)).hasToString("type = 'order.placed' AND total = '12'");
        assertThat(Filter.exact(texts).test(PLACED)).isTrue();
        assertThat(Filter.exact(texts).test(PLACED.with("total", 13))).isFalse();
    }

    @Test
    void namesThatNoFilterCanHaveAreRefused() {
        for (String name : new String[] {"", "Region", "a-b", "data", "like", "12"}) {
            assertThatThrownBy(() -> Filter.attribute(name, "x"))
                    .isInstanceOf(LeatException.Invalid.class)
                    .hasMessageContaining("'" + name + "' ");
        }
    }

    @Test
    void timesAreSeenAsTheyWereWritten() {
        assertThat(Filter.attribute("time", "2026-11-01T09:30:00.000Z").test(PLACED.time("2026-11-01T09:30:00.000Z")))
                .isTrue();
        assertThat(Filter.attribute("time", "2026-11-01T09:30:00Z")
                        .test(PLACED.time(OffsetDateTime.parse("2026-11-01T09:30Z"))))
                .isTrue();
    }

    @Test
    void valuesOfOtherTypesAreSeenAsTheirText() {
        var event = CloudEventBuilder.v1()
                .withId("1")
                .withSource(URI.create("/s"))
                .withType("t")
                .withDataSchema(URI.create("http://schema"))
                .withDataContentType("text/plain")
                .withTime(OffsetDateTime.parse("2026-11-01T09:30+01:00"))
                .withExtension("bin", new byte[] {1, 2})
                .withExtension("link", URI.create("/x"))
                .withExtension("at", OffsetDateTime.parse("2026-11-01T09:30Z"))
                .build();

        assertThat(Filter.parse("specversion = '1.0' AND id = 1 AND source = '/s' AND dataschema = 'http://schema'"
                                + " AND datacontenttype = 'text/plain' AND time = '2026-11-01T09:30:00+01:00'"
                                + " AND bin = 'AQI=' AND link = '/x' AND at = '2026-11-01T09:30:00Z'")
                        .evaluate(Attributes.of(event)))
                .isEqualTo(Verdict.PASSES);
        assertThat(Filter.parse("n + 1 = 8").test(name -> 7L)).isTrue();
        assertThat(Filter.parse("n = '3000000000'").test(name -> 3_000_000_000L))
                .isTrue();
    }

    @Test
    void aVerdictNamesTheConjunctThatRefused() {
        Filter filter = Filter.parse("type = 'order.placed' AND (region = 'us' OR total > 20) AND absent = 1");

        Verdict refused = filter.evaluate(Attributes.of(PLACED));
        Verdict failed = filter.evaluate(Attributes.of(PLACED.with("region", "us")));

        assertThat(refused.passes()).isFalse();
        assertThat(refused.refusing()).hasToString("Optional[region = 'us' OR total > 20]");
        assertThat(refused.failure()).isEmpty();
        assertThat(failed.refusing()).hasToString("Optional[absent = 1]");
        assertThat(failed.failure().orElseThrow().kind()).isEqualTo(Failure.Kind.MISSING_ATTRIBUTE);
        assertThat(failed.failure().orElseThrow().message())
                .isEqualTo("'absent' is an attribute that the event does not have");
    }

    @Test
    void failuresSayWhichValueFailed() {
        assertThat(message("region > 5")).isEqualTo("CAST: 'eu' is no whole number of 32 bits");
        assertThat(message("NOT region")).isEqualTo("CAST: 'eu' is neither true nor false");
        assertThat(message("total / (total - 12) = 1")).isEqualTo("MATH: 12 cannot be divided by 0");
        assertThat(message("total * 2147483647 = 1"))
                .isEqualTo("MATH: 25769803764 does not fit into a whole number of 32 bits");
        assertThat(message("LEFT(region, 0 - total) = ''"))
                .isEqualTo("FUNCTION_EVALUATION: -12 is no number of characters");
    }

    private static String message(String cesql) {
        return Filter.parse(cesql)
                .evaluate(Attributes.of(PLACED))
                .failure()
                .orElseThrow()
                .toString();
    }
}
