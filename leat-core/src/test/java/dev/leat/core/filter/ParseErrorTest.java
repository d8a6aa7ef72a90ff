package dev.leat.core.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.leat.core.LeatException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParseErrorTest {

    private static LeatException.Invalid error(String cesql) {
        LeatException.Invalid error = catchThrowableOfType(LeatException.Invalid.class, () -> Filter.parse(cesql));
        assertThat(error).as(cesql).isNotNull();
        assertThat(error.field()).isEqualTo("where");
        return error;
    }

    private static void expect(String cesql, int column, String problem) {
        LeatException.Invalid error = error(cesql);
        assertThat(error).hasMessageContaining(problem);
        assertThat(error.line()).isEqualTo(1);
        assertThat(error.column()).as(error.getMessage()).isEqualTo(column);
    }

    @Test
    void anErrorShowsTheLineAndPointsAtTheColumn() {
        assertThat(error("type = 'a' AND region == 'eu'")).hasMessage("""
                        where: expected an attribute, a value, a function or '(', found '='; equality is one '=' (column 24)
                          type = 'a' AND region == 'eu'
                                                 ^""");
    }

    @Test
    void anErrorInALaterLineShowsThatLine() {
        LeatException.Invalid error = error("type = 'a'\n\tAND region >\n\tOR x");

        assertThat(error.line()).isEqualTo(3);
        assertThat(error.column()).isEqualTo(2);
        assertThat(error.getMessage()).endsWith("found 'OR' (line 3, column 2)\n  \tOR x\n  \t^");
    }

    @Test
    void whatWasExpectedIsNamed() {
        expect("", 1, "expected an attribute, a value, a function or '(', found the end");
        expect("type =", 7, "expected an attribute, a value, a function or '(', found the end");
        expect("type 'a'", 6, "expected an operator or the end, found a string");
        expect("(type = 'a'", 12, "expected an operator or ')', found the end");
        expect("type = 'a')", 11, "expected an operator or the end, found ')'");
        expect("type LIKE 5", 11, "expected the pattern, a string in quotes, found '5'");
        expect("type NOT = 'a'", 10, "expected LIKE or IN behind this NOT, found '='");
        expect("type IN 'a'", 9, "expected '(' and the values, as in IN ('a', 'b'), found a string");
        expect("type IN ()", 11, "expected an attribute, a value, a function or '(', found the end");
        expect("ABS(", 5, "expected an attribute, a value, a function or '(', found the end");
        expect("ABS(1 2)", 7, "expected an operator, ',' or ')', found '2'");
        expect("EXISTS 'x'", 8, "expected an attribute's name, found a string");
        expect("AND", 1, "expected an attribute, a value, a function or '(', found 'AND'");
    }

    @Test
    void whatMeansNothingIsNamedWithTheWayOut() {
        expect("type = 'a", 8, "this string has no end; expected '");
        expect("a = 1 && b = 2", 7, "'&' means nothing here; write AND");
        expect("a = 1 || b = 2", 7, "'|' means nothing here; write OR");
        expect("!paid", 1, "'!' means nothing here; write NOT");
        expect("data.total > 5", 5, "'.' means nothing here; CESQL sees attributes only");
        expect("data = 5", 1, "'data' cannot be filtered on in CESQL");
        expect("my_ext = 5", 1, "'my_ext' is no attribute's name: use lower-case letters and digits");
        expect("a = 1 😀", 7, "'😀' means nothing here");
        expect("total > 2147483648", 9, "a whole number lies between -2147483648 and 2147483647");
        expect("total > -99999999999999999999999", 9, "a whole number lies between");
    }

    @Test
    void functionsAreKnownWhenTheyAreRead() {
        expect("a = 1 AND LENGHT(b) = 2", 11, "there is no function 'LENGHT'; there are LENGTH, CONCAT, ");
        expect("CONCAT_WS() = ''", 1, "there is no function 'CONCAT_WS' of arity 0; it takes 1 or more");
        expect("SUBSTRING(a) = ''", 1, "there is no function 'SUBSTRING' of arity 1; it takes 2 or 3");
    }

    @Test
    void whatCanNeverBeTrueOrFalseIsNoFilter() {
        expect("total + 1", 1, "this gives a whole number, but a filter true or false");
        expect("LOWER(type)", 1, "this gives a string");
    }

    @Test
    void aLongLineIsShownAroundTheError() {
        String before = "type = '" + "x".repeat(500) + "' AND ";

        LeatException.Invalid error = error(before + "= " + "y".repeat(500));

        assertThat(error.column()).isEqualTo(before.length() + 1);
        assertThat(error.getMessage().lines()).allMatch(line -> line.length() < 140);
        assertThat(error.getMessage()).contains("…").endsWith(" ^");
    }

    @Test
    void hostileNestingIsRefusedAndEndsNoStack() {
        int many = 30_000;
        for (String open : new String[] {"(", "NOT ", "-", "ABS(", "a IN (", "EXISTS a AND ("}) {
            String cesql = open.repeat(Math.min(many, Filter.MOST_CHARS / open.length() - 1)) + "a";
            assertThat(error(cesql)).hasMessageContaining("nested deeper than 250");
        }
        assertThat(error("a" + " + a".repeat(10_000))).hasMessageContaining("nested deeper than 250");
        assertThat(error("a" + " AND a OR a".repeat(5_000))).hasMessageContaining("nested deeper than 250");
        assertThat(error("(".repeat(100_000)))
                .hasMessageContaining("has 100000 characters; an expression has at most 65536");
    }

    @Test
    void longChainsOfOneLogicalOperatorAreNoNesting() {
        for (String operator : new String[] {" OR ", " AND ", " XOR "}) {
            String cesql =
                    IntStream.range(0, 3_000).mapToObj(i -> "id = '" + i + "'").collect(Collectors.joining(operator));

            Filter filter = Filter.parse(cesql);

            assertThat(filter).hasToString(cesql);
            assertThat(filter.test(name -> "2999")).isEqualTo(!operator.equals(" AND "));
        }
    }

    @Test
    void theDeepestExpressionsWork() {
        String nots = "NOT ".repeat(Filter.MOST_DEPTH - 1) + "flag";

        Filter filter = Filter.parse(nots);

        assertThat(filter).hasToString(nots);
        assertThat(filter.test(name -> true)).isFalse();
        assertThat(catchThrowableOfType(LeatException.Invalid.class, filter::not))
                .hasMessageContaining("nested deeper than 250");
    }

    @Test
    void noFilterFillsTheMemory() {
        String large = "x".repeat(900_000);
        String calls = IntStream.range(0, 5_000).mapToObj(i -> "UPPER(a)").collect(Collectors.joining(", "));

        Filter filter = Filter.parse("CONCAT(" + calls + ") = 'x'");

        assertThat(filter.evaluate(name -> large).failure().orElseThrow().message())
                .isEqualTo("1800000 characters are too many for CONCAT");
    }

    @Test
    void setsAndPatternsHaveLimits() {
        String values = IntStream.rangeClosed(0, Filter.MOST_VALUES)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", "));

        assertThat(error("a IN (" + values + ")")).hasMessageContaining("a set has at most 4096 values");
        assertThat(error("a LIKE '" + "_".repeat(1_001) + "'")).hasMessageContaining("at most 1000 characters");
    }
}
