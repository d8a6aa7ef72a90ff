package dev.leat.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.Retry;
import dev.leat.core.Subscription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippingTest {

    private static final Retry QUICK = Retry.times(3).waits(Duration.ofMillis(1), Duration.ofMillis(2));

    @TempDir
    Path directory;

    private Path labels;
    private Hub hub;
    private EventStream orders;

    @BeforeEach
    void open() {
        labels = directory.resolve("labels");
        hub = Hub.open(directory.resolve("data").toString());
        orders = hub.stream("orders");
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void whatIsPaidGetsALabel() throws IOException {
        Files.createDirectory(labels);
        pay("o-1", "Main Street 1");
        orders.publish(Event.of("order.placed", "/shop").subject("o-2").data(new Shipping.Order("Bo", "Side Street 2")))
                .await();

        ship();

        assertThat(labels.resolve("o-1.txt")).hasContent("Ann\nMain Street 1");
        assertThat(labels.resolve("o-2.txt")).doesNotExist();
        assertThat(Shipping.problems(hub)).isEmpty();
    }

    @Test
    void anOrderWithoutAnAddressIsSetAsideAtOnce() throws IOException {
        Files.createDirectory(labels);
        pay("o-1", null);
        pay("o-2", "Side Street 2");

        ship();

        assertThat(Shipping.problems(hub))
                .singleElement()
                .asString()
                .startsWith("o-1: ")
                .contains("address");
        assertThat(orders.read().count()).isEqualTo(2);
        assertThat(hub.stream("orders.dead").read().first().orElseThrow().getExtension("deadattempts"))
                .isEqualTo(1);
        assertThat(labels.resolve("o-2.txt")).exists();
    }

    @Test
    void whatFailedIsShippedOnceTheCauseIsMended() throws IOException {
        pay("o-1", "Main Street 1"); // there is no folder for labels
        pay("o-2", "Side Street 2");
        ship();
        assertThat(Shipping.problems(hub)).hasSize(2).allMatch(problem -> problem.contains("NoSuchFileException"));

        Files.createDirectory(labels);
        assertThat(Shipping.again(hub)).isEqualTo(2);
        ship();

        assertThat(labels.resolve("o-1.txt")).exists();
        assertThat(labels.resolve("o-2.txt")).exists();
        assertThat(Shipping.problems(hub)).isEmpty();
    }

    private void pay(String subject, String address) {
        orders.publish(Event.of("order.paid", "/shop").subject(subject).data(new Shipping.Order("Ann", address)))
                .await();
    }

    private void ship() {
        try (Subscription shipping = new Shipping(labels, QUICK).start(hub)) {
            shipping.caughtUp().await();
        }
    }
}
