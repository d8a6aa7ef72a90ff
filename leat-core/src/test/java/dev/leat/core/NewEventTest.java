package dev.leat.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NewEventTest {

    private record Order(String region, double total) {}

    @Test
    void aNewEventHasAnIdAndATime() {
        OffsetDateTime before = OffsetDateTime.now(ZoneOffset.UTC);
        NewEvent one = Event.of("order.placed", "/shop");
        NewEvent two = Event.of("order.placed", URI.create("/shop"));
        assertThat(UUID.fromString(one.getId())).isNotEqualTo(UUID.fromString(two.getId()));
        assertThat(one.getTime()).isAfterOrEqualTo(before);
        assertThat(one.getSource()).isEqualTo(two.getSource());
    }

    @Test
    void changesAreMadeToCopies() {
        NewEvent one = Event.of("t", "/s").id("1").with("a", 1);
        NewEvent two =
                one.id("2").subject("x").with("a", 2).with("b", 3).json("{}").time("2026-11-01T09:30:00.10Z");
        assertThat(one.getId()).isEqualTo("1");
        assertThat(one.getSubject()).isNull();
        assertThat(one.getExtension("a")).isEqualTo(1);
        assertThat(one.getExtensionNames()).containsExactly("a");
        assertThat(one.getData()).isNull();
        assertThat(two.getExtension("a")).isEqualTo(2);
        assertThat(two.timeText()).isEqualTo("2026-11-01T09:30:00.10Z");
        assertThat(two.time(two.getTime()).timeText()).isEqualTo("2026-11-01T09:30:00.1Z");
        assertThatThrownBy(() -> one.getExtensionNames().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void whatIsWrongIsNamed() {
        assertThatThrownBy(() -> Event.of("", "/s")).hasMessageStartingWith("type: is empty");
        assertThatThrownBy(() -> Event.of("t", "")).hasMessageStartingWith("source: is empty");
        assertThatThrownBy(() -> Event.of("t", URI.create(""))).hasMessageStartingWith("source: is empty");
        assertThatThrownBy(() -> Event.of("t", "a b")).hasMessageStartingWith("source: 'a b' is not a URI reference");
        assertThatThrownBy(() -> Event.of("t", "/s").id("")).hasMessageStartingWith("id: is empty");
        assertThatThrownBy(() -> Event.of("t", "/s").subject("")).hasMessageStartingWith("subject: is empty");
        assertThatThrownBy(() -> Event.of("t", "/s").time("yesterday")).hasMessageStartingWith("time: 'yesterday'");
    }

    @Test
    void recordsAreJsonData() {
        NewEvent event = Event.of("t", "/s").data(new Order("eu", 99.5));
        assertThat(event.getDataContentType()).isEqualTo("application/json");
        assertThat(event.text()).isEqualTo("{\"region\":\"eu\",\"total\":99.5}");
        assertThat(event.data(Order.class)).isEqualTo(new Order("eu", 99.5));
        Map<?, ?> map = event.data(Map.class);
        assertThat(map.get("region")).isEqualTo("eu");
        assertThatThrownBy(() -> event.id("e-1").data(Integer.class))
                .isInstanceOf(LeatException.Invalid.class)
                .hasMessageStartingWith("data: of event e-1 does not read as java.lang.Integer");
        assertThatThrownBy(() -> Event.of("t", "/s").id("e-1").data(Order.class))
                .hasMessageStartingWith("data: event e-1 has none");
    }

    @Test
    void whatCausedItIsNamedByItsPosition() {
        try (Hub hub = Hub.inMemory()) {
            hub.stream("orders").publish(Event.of("t", "/s")).await();
            Event cause = hub.stream("orders").read().first().orElseThrow();
            assertThat(Event.of("u", "/s").causedBy(cause).getExtension("causationid"))
                    .isEqualTo("orders/0:0");
        }
    }
}
