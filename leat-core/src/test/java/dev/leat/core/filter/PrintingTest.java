package dev.leat.core.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;

class PrintingTest {

    @Provide
    Arbitrary<Expr> predicates() {
        return Expressions.predicates();
    }

    @Provide
    Arbitrary<CloudEvent> events() {
        return Expressions.events();
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void whatIsPrintedReadsBackAsAnEqualFilter(
            @ForAll("predicates") Expr expression, @ForAll("events") CloudEvent event) {
        Filter read = Filter.parse(expression.toString());

        assertThat(Filter.parse(read.toString())).isEqualTo(read).hasSameHashCodeAs(read);
        assertThat(read.test(event)).isEqualTo(expression.code().run(Attributes.of(event)) == Boolean.TRUE);
    }

    @Property(tries = 5_000)
    void everyStringCanBeWritten(@ForAll @Chars({'\\', '\'', '"', 'a', '%', '\n'}) String text) {
        Filter filter = Filter.subject(text);

        assertThat(Filter.parse(filter.toString())).isEqualTo(filter);
        assertThat(filter.test(name -> text)).isTrue();
    }

    @Test
    void expressionsPrintInOneForm() {
        assertThat(Filter.parse("not exists SUBJECT or a<>1")).hasToString("NOT EXISTS subject OR a != 1");
        assertThat(Filter.parse("a=1 or b=2 and c=3")).hasToString("(a = 1 OR b = 2) AND c = 3");
        assertThat(Filter.parse("a=1 and (b=2 and c=3)")).hasToString("a = 1 AND b = 2 AND c = 3");
        assertThat(Filter.parse("a not in(1,'x') and b not like \"it's%\""))
                .hasToString("a NOT IN (1, 'x') AND b NOT LIKE \"it's%\"");
        assertThat(Filter.parse("a-(b-c)-d*(e+1)=-(f+2)")).hasToString("a - (b - c) - d * (e + 1) = -(f + 2)");
        assertThat(Filter.parse("(a=1)=(b=2)")).hasToString("a = 1 = (b = 2)");
        assertThat(Filter.parse("substring(a,2)=upper('x')")).hasToString("SUBSTRING(a, 2) = 'X'");
        assertThat(Filter.parse("a > 60 * 60 and length('abc') = 3")).hasToString("a > 3600 AND TRUE");
    }
}
