package dev.leat.core.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import org.junit.jupiter.api.Test;

class DialectsTest {

    private static final NewEvent PUSH = Event.of("com.github.push", "https://github.com/cloudevents/spec")
            .id("1")
            .subject("spec/main");

    private static boolean passes(String json) {
        Filter filter = Filter.parseJson(json);
        assertThat(Filter.parse(filter.toString())).isEqualTo(filter);
        return filter.test(PUSH);
    }

    @Test
    void allFiltersOfTheArrayMustPass() {
        assertThat(passes("[]")).isTrue();
        assertThat(passes("[{\"exact\":{\"type\":\"com.github.push\"}},{\"prefix\":{\"subject\":\"spec/\"}}]"))
                .isTrue();
        assertThat(passes("[{\"exact\":{\"type\":\"com.github.push\"}},{\"suffix\":{\"subject\":\"x\"}}]"))
                .isFalse();
    }

    @Test
    void dialectsBecomeCesql() {
        assertThat(Filter.parseJson("[{\"exact\":{\"type\":\"a\",\"subject\":\"b\"}},{\"sql\":\"c > 1 OR d\"},"
                        + "{\"all\":[{\"prefix\":{\"e\":\"f_\"}},{\"suffix\":{\"g\":\"h\"}}]}]"))
                .hasToString("type = 'a' AND subject = 'b' AND (c > 1 OR d) AND e LIKE 'f\\_%' AND g LIKE '%h'");
        assertThat(Filter.parseJson("[{\"any\":[{\"exact\":{\"a\":\"x\"}},{\"not\":{\"sql\":\"b = 1\"}}]}]"))
                .hasToString("HOLDS(a = 'x') OR NOT HOLDS(b = 1)");
    }

    @Test
    void anyPassesOnOneFilterWhateverTheOthersLack() {
        assertThat(passes("[{\"any\":[{\"exact\":{\"absent\":\"x\"}},{\"exact\":{\"type\":\"com.github.push\"}}]}]"))
                .isTrue();
        assertThat(passes("[{\"any\":[{\"sql\":\"absent > 5\"},{\"sql\":\"subject > 5\"}]}]"))
                .isFalse();
    }

    @Test
    void notInvertsTheOutcomeAlsoOfAFilterThatFails() {
        assertThat(passes("[{\"not\":{\"exact\":{\"type\":\"com.github.push\"}}}]"))
                .isFalse();
        assertThat(passes("[{\"not\":{\"exact\":{\"absent\":\"x\"}}}]")).isTrue();
        assertThat(passes("[{\"not\":{\"sql\":\"subject > 5\"}}]")).isTrue();
        assertThat(passes("[{\"not\":{\"all\":[{\"exact\":{\"absent\":\"x\"}},{\"sql\":\"TRUE\"}]}}]"))
                .isTrue();
        assertThat(passes("[{\"sql\":\"NOT (absent = 'x')\"}]")).isFalse();
    }

    @Test
    void errorsNameThePathOfWhatIsWrong() {
        expect("{}", "filters", "expected an array of filters");
        expect("[5]", "filters[0]", "expected a filter, as in {\"exact\":{\"type\":\"order.placed\"}}, found '5'");
        expect("[{}]", "filters[0]", "is empty; name a dialect");
        expect("[{\"exact\":{\"type\":\"a\"}},{\"regex\":{}}]", "filters[1]", "'regex' is no dialect");
        expect("[{\"exact\":{\"type\":\"a\"},\"sql\":\"TRUE\"}]", "filters[0]", "has 'sql' beside 'exact'");
        expect("[{\"exact\":{\"type\":5}}]", "filters[0].exact.type", "expected a string, found '5'");
        expect("[{\"exact\":{\"type\":\"\"}}]", "filters[0].exact", "'type' has an empty text");
        expect("[{\"exact\":{}}]", "filters[0].exact", "names no attribute");
        expect("[{\"prefix\":{\"My\":\"a\"}}]", "filters[0].prefix", "'My' is no attribute's name");
        expect("[{\"any\":[]}]", "filters[0].any", "is empty");
        expect("[{\"all\":{}}]", "filters[0].all", "expected an array of filters");
        expect("[] []", "filters", "goes on behind the array");
    }

    @Test
    void errorsInSqlPointAtItsColumn() {
        LeatException.Invalid error =
                expect("[{\"any\":[{\"sql\":\"a = \"}]}]", "filters[0].any[0].sql", "found the end");

        assertThat(error.column()).isEqualTo(5);
    }

    @Test
    void errorsInJsonPointAtItsLineAndColumn() {
        LeatException.Invalid error = expect("[\n{\"exact\":{\"type\":}}]", "filters", "is no JSON");

        assertThat(error.line()).isEqualTo(2);
        assertThat(error.column()).isBetween(18, 20);
    }

    @Test
    void hostileNestingIsRefused() {
        String nots = "[" + "{\"not\":".repeat(5_000) + "{\"sql\":\"a = 1\"}" + "}".repeat(5_000) + "]";
        String some = "[" + "{\"not\":".repeat(400) + "{\"sql\":\"a = 1\"}" + "}".repeat(400) + "]";

        expect(nots, "filters", "nest");
        expect(some, "filters", "is nested deeper than 250");
    }

    private static LeatException.Invalid expect(String json, String field, String problem) {
        LeatException.Invalid error = catchThrowableOfType(LeatException.Invalid.class, () -> Filter.parseJson(json));
        assertThat(error).isNotNull().hasMessageContaining(problem);
        assertThat(error.field()).isEqualTo(field);
        return error;
    }
}
