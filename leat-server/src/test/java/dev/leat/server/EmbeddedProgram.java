package dev.leat.server;

import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.json.JsonEvents;

/** A program that embeds Leat, run by {@link SizeIT} with nothing but the jars that an embedder needs. */
final class EmbeddedProgram {

    private EmbeddedProgram() {}

    public static void main(String[] args) {
        try (Hub hub = Hub.open(args[0])) {
            hub.stream("orders")
                    .publish(Event.of("order.placed", "/shop").json("{}"))
                    .await();
            hub.stream("orders").read().forEach(event -> System.out.println(JsonEvents.write(event)));
        }
    }
}
