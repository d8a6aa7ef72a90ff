package dev.leat.kafka;

import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import dev.leat.kafka.client.KafkaLocation;

/** Opens a hub with wrong credentials and one with right ones, and says all it knows about that. Arguments: the two locations. */
final class LoggingProcess {

    private LoggingProcess() {}

    public static void main(String[] arguments) {
        HubOptions options = HubOptions.defaults().durability(Durability.FAST);
        try (Hub unexpected = Hub.open(arguments[0], options)) {
            System.out.println("open: " + unexpected);
        } catch (LeatException.Denied e) {
            e.printStackTrace(System.out);
        }
        System.out.println(KafkaLocation.parse(arguments[1].substring("kafka:".length()), options));
        try (Hub hub = Hub.open(arguments[1], options)) {
            System.out.println("published "
                    + hub.stream("orders")
                            .publish(Event.of("happened", "/test"))
                            .await() + " in " + hub);
        }
    }
}
