package dev.leat.kafka.soak;

import dev.leat.core.Append;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.NewEvent;
import dev.leat.core.Subscription;
import java.util.List;
import java.util.function.BiConsumer;

/** A process that has the subscriptions open, and tells what it handles: to be killed. Argument: the hub. */
final class Member {

    /** Handles event by event. */
    static final String ONE = "one";

    /** Handles events of several keys at a time. */
    static final String MANY = "many";

    /** Appends a copy of each event to a stream, {@link #COPIES}. */
    static final String COPYING = "copying";

    static final String COPIES = "copies";
    static final String ORIGIN = "origin";
    static final HubOptions OPTIONS = HubOptions.defaults().durability(Durability.FAST);

    private Member() {}

    /** @param handled is given the name of the subscription and the event */
    static List<Subscription> subscribe(Hub hub, BiConsumer<String, Event> handled) {
        EventStream orders = hub.stream("orders");
        return List.of(
                orders.subscribe().durable(ONE).handle(event -> handled.accept(ONE, event)),
                orders.subscribe().durable(MANY).concurrency(4).handle(event -> handled.accept(MANY, event)),
                orders.subscribe().durable(COPYING).append(event -> {
                    handled.accept(COPYING, event);
                    return Append.to(COPIES, copy(event));
                }));
    }

    private static NewEvent copy(Event event) {
        return Event.of("copied", "/soak")
                .id(event.getId())
                .subject(event.getSubject())
                .with(ORIGIN, event.position().toString());
    }

    public static void main(String[] arguments) {
        Hub hub = Hub.open(arguments[0], OPTIONS);
        var unused = subscribe(hub, (name, event) -> Parent.say(name, event.position()));
        Parent.endWithIt();
    }
}
