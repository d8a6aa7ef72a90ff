package dev.leat.core.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.junit.jupiter.api.Test;

class ConjunctTest {

    @Provide
    Arbitrary<List<Expr>> operands() {
        return Arbitraries.frequencyOf(Tuple.of(1, Expressions.any()), Tuple.of(3, Expressions.likely()))
                .list()
                .ofMinSize(2)
                .ofMaxSize(4);
    }

    @Provide
    Arbitrary<CloudEvent> events() {
        return Expressions.events();
    }

    @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void anEventPassesIfAndOnlyIfItPassesEveryConjunct(
            @ForAll("operands") List<Expr> operands, @ForAll("events") CloudEvent event) {
        Attributes attributes = Attributes.of(event);
        Expr whole = Logic.of(Logic.Operator.AND, operands);
        Filter filter = Filter.parse(whole.toString());

        boolean passes = whole.code().run(attributes) == Boolean.TRUE;

        Statistics.label("passes")
                .collect(passes)
                .coverage(coverage -> coverage.check(true).percentage(share -> share > 5));

        assertThat(filter.test(attributes)).isEqualTo(passes);
        assertThat(filter.evaluate(attributes).passes()).isEqualTo(passes);
        assertThat(filter.conjuncts().stream().allMatch(conjunct -> conjunct.test(attributes)))
                .isEqualTo(passes);
        for (Conjunct conjunct : filter.conjuncts()) {
            if (conjunct.attributes().size() == 1) {
                Object value = attributes.attribute(conjunct.attributes().first());
                assertThat(conjunct.testValue(value)).as(conjunct.toString()).isEqualTo(conjunct.test(attributes));
            }
        }
    }

    @Test
    void conjunctsNameTheAttributesThatDecide() {
        List<Conjunct> conjuncts = Filter.parse(
                        "type = 'a' AND (b > c OR EXISTS d) AND EXISTS id AND e IN (1, 2) AND TRUE")
                .conjuncts();

        assertThat(conjuncts)
                .extracting(Conjunct::toString)
                .containsExactly("type = 'a'", "b > c OR EXISTS d", "EXISTS id", "e IN (1, 2)");
        assertThat(conjuncts)
                .extracting(conjunct -> String.join(" ", conjunct.attributes()))
                .containsExactly("type", "b c d", "", "e");
    }

    @Test
    void aConjunctOfOneAttributeIsTestedOnItsValueAlone() {
        Conjunct conjunct = Filter.parse("total > 10").conjuncts().get(0);

        assertThat(conjunct.testValue(11)).isTrue();
        assertThat(conjunct.testValue("11")).isTrue();
        assertThat(conjunct.testValue(10)).isFalse();
        assertThat(conjunct.testValue("many")).isFalse();
        assertThat(conjunct.testValue(null)).isFalse();
        assertThat(Filter.parse("NOT EXISTS total").conjuncts().get(0).testValue(null))
                .isTrue();
        assertThat(Filter.parse("NOT (total = 1)").conjuncts().get(0).testValue(null))
                .isFalse();
    }

    @Test
    void aConjunctThatAsksForOneTextSaysIt() {
        assertThat(Filter.parse("type = 'a' AND b = 1 AND c != 'x' AND HOLDS(d = 'x') AND 'x' = e AND f IN ('x')")
                        .conjuncts())
                .extracting(Conjunct::equalTo)
                .containsExactly(
                        Optional.of("a"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
    }

    @Test
    void aConjunctOfSeveralAttributesHasNoValue() {
        Conjunct conjunct = Filter.parse("hop < ttl").conjuncts().get(0);

        assertThatThrownBy(() -> conjunct.testValue(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("hop < ttl depends on [hop, ttl], not on one attribute");
    }
}
