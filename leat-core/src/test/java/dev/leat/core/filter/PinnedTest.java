package dev.leat.core.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What text a filter leaves to an attribute. */
class PinnedTest {

    @Test
    void equalityAtTheTopPinsItsAttributeAlone() {
        Filter filter = Filter.subject("o-1");
        assertThat(filter.pinned("subject")).contains("o-1");
        assertThat(filter.pinned("type")).isEmpty();
        assertThat(Filter.all().pinned("subject")).isEmpty();
    }

    @Test
    void eachConjunctPins() {
        Filter filter = Filter.parse("(amount > 3 AND subject = 'o-1') AND partitionkey = 'k'");
        assertThat(filter.pinned("subject")).contains("o-1");
        assertThat(filter.pinned("partitionkey")).contains("k");
        assertThat(filter.pinned("amount")).isEmpty();
    }

    @Test
    void whatAllowsSeveralTextsPinsNone() {
        for (String cesql : new String[] {
            "subject = 'a' OR subject = 'b'",
            "NOT (subject = 'a')",
            "subject <> 'a'",
            "subject IN ('a', 'b')",
            "subject LIKE 'a'",
            "UPPER(subject) = 'A'",
            "subject = type",
            "EXISTS subject"
        }) {
            assertThat(Filter.parse(cesql).pinned("subject")).as(cesql).isEmpty();
        }
    }
}
