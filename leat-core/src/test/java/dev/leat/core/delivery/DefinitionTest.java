package dev.leat.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Cursor;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.filter.Filter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DefinitionTest {

    private static final Filter RED = Filter.parse("colour = 'red'");
    private static final Filter BLUE = Filter.parse("colour = 'blue'");

    private final Definitions definitions = new Definitions(List.of());

    private Definition replayed(NewEvent... changes) {
        for (NewEvent change : changes) {
            definitions.replay(change);
        }
        return definitions.get("d");
    }

    private static Filter at(Filters filters, long offset) {
        Filter found = null;
        for (Filters.Since since : filters.history()) {
            found = since.offset() <= offset ? since.filter() : found;
        }
        return found;
    }

    @Test
    void everyFilterHoldsFromItsPositionOn() {
        Definition definition = replayed(
                Definitions.defined(Definition.of("d", "orders", Filter.all())),
                Definitions.filtered("d", RED, Map.of("orders", Cursor.parse("0:9,2:4"))),
                Definitions.filtered("d", BLUE, Map.of("orders", Cursor.parse("0:19,1:3,2:4"))));
        assertThat(definition.filter()).isEqualTo(BLUE);
        assertThat(definition.filterSince()).isEqualTo(Map.of("orders", Cursor.parse("0:19,1:3,2:4")));
        Filters first = definition.filters("orders", 0);
        assertThat(at(first, 9)).isEqualTo(Filter.all());
        assertThat(at(first, 10)).isEqualTo(RED);
        assertThat(at(first, 19)).isEqualTo(RED);
        assertThat(at(first, 20)).isEqualTo(BLUE);
        assertThat(at(definition.filters("orders", 1), 0)).isEqualTo(RED);
        assertThat(at(definition.filters("orders", 2), 5)).isEqualTo(BLUE);
        assertThat(at(definition.filters("another", 0), 0)).isEqualTo(BLUE);
        assertThat(definition.filters(Definitions.replays("d"), 0)).isEqualTo(Filters.ALL);
    }

    @Test
    void theHintIsNoNarrowerThanWhatHoldsLater() {
        Filters filters = new Filters(List.of(new Filters.Since(0, RED))).and(10, BLUE);
        assertThat(filters.hint(9)).isEqualTo(Filter.all());
        assertThat(filters.hint(10)).isEqualTo(BLUE);
        // a seek back, and another filter from there on
        Filters again = filters.and(5, RED);
        assertThat(again.hint(4)).isEqualTo(Filter.all());
        assertThat(again.hint(12)).isEqualTo(RED);
    }

    @Test
    void aDefinitionIsPausedAndForgotten() {
        NewEvent defined = Definitions.defined(Definition.of("d", "orders.*", RED));
        assertThat(replayed(defined, Definitions.paused("d", true)).paused()).isTrue();
        assertThat(replayed(Definitions.paused("d", false)).paused()).isFalse();
        assertThat(replayed(Definitions.deleted("d"))).isNull();
        assertThat(replayed(Definitions.paused("d", true))).isNull();
        assertThatThrownBy(() -> {
                    throw definitions.notFound("d");
                })
                .isInstanceOf(LeatException.NotFound.class)
                .hasMessageContaining("none");
    }

    @Test
    void aPatternTakesNeitherWhatWasSetAsideNorLeatsOwn() {
        Definition all = Definition.of("d", "*", Filter.all());
        assertThat(all.takes("orders")).isTrue();
        assertThat(all.takes("orders.dead")).isFalse();
        assertThat(all.takes("_leat.subscriptions")).isFalse();
        assertThat(Definition.of("d", "*.dead", Filter.all()).takes("orders.dead"))
                .isTrue();
        assertThat(Definition.of("d", "orders.dead", Filter.all()).takes("orders.dead"))
                .isTrue();
        assertThat(Definition.of("d", "orders", Filter.all()).takes("orders.x")).isFalse();
    }
}
