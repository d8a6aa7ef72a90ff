package dev.leat.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Append;
import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.NewEvent;
import dev.leat.core.Subscription;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BillingTest {

    @TempDir
    Path directory;

    @Test
    void eachOrderHasOneInvoiceThatSaysWhatCausedIt() {
        try (Hub hub = Hub.open(directory.toString())) {
            publish(hub, 250);

            billAll(hub);

            List<Event> invoices = hub.stream("invoices").read().list();
            assertThat(invoices).extracting(Event::getSubject).isEqualTo(subjects(250));
            assertThat(invoices.get(7).getExtension("causationid")).isEqualTo("orders/0:7");
            assertThat(invoices.get(7).data(Billing.Invoice.class)).isEqualTo(new Billing.Invoice("c-7", 700, 140));
        }
    }

    @Test
    void goesOnWhereTheLastOneStopped() {
        try (Hub hub = Hub.open(directory.toString())) {
            publish(hub, 10);
            billAll(hub);
        }
        try (Hub hub = Hub.open(directory.toString())) {
            publish(hub, 5);
            billAll(hub);
            billAll(hub);
            assertThat(hub.stream("invoices").read().count()).isEqualTo(15);
        }
    }

    @Test
    void anOrderThatCannotBeReadIsSetAsideAndTheOthersAreBilled() {
        try (Hub hub = Hub.open(directory.toString())) {
            publish(hub, 3);
            hub.stream("orders")
                    .publish(Event.of("order.placed", "/shop").subject("odd").json("{\"cents\":\"many\"}"))
                    .await();
            publish(hub, 3);
            billAll(hub);
            assertThat(hub.stream("invoices").read().count()).isEqualTo(6);
            assertThat(hub.stream("orders.dead").read().list())
                    .extracting(Event::getSubject)
                    .containsExactly("odd");
        }
    }

    private static void billAll(Hub hub) {
        try (Subscription billing = Billing.start(hub)) {
            billing.caughtUp().await();
        }
    }

    private static void publish(Hub hub, int orders) {
        List<NewEvent> events = new ArrayList<>();
        for (int i = 0; i < orders; i++) {
            events.add(Event.of("order.placed", "/shop").subject("o-" + i).data(new Billing.Order("c-" + i, i * 100)));
        }
        hub.append(Append.to("orders", events)).await();
    }

    private static List<String> subjects(int orders) {
        return IntStream.range(0, orders).mapToObj(i -> "o-" + i).toList();
    }
}
