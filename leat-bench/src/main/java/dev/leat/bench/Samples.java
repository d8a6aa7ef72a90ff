package dev.leat.bench;

import dev.leat.core.Event;
import io.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The events that are published: made beforehand, so that making them is not measured. */
final class Samples {

    /** Enough to be different, few enough to stay in the processor's cache, as an event just made would be. */
    static final int EVENTS = 1_000;

    private Samples() {}

    /** Orders with random ids, 1,000 subjects and JSON data of about this many bytes. */
    static List<CloudEvent> orders(int dataBytes) {
        byte[] data = ("{\"region\":\"eu\",\"total\":99.5,\"note\":\"" + "x".repeat(Math.max(0, dataBytes - 37))
                        + "\"}")
                .getBytes(StandardCharsets.US_ASCII);
        List<CloudEvent> events = new ArrayList<>(EVENTS);
        for (int i = 0; i < EVENTS; i++) {
            events.add(
                    Event.of("order.placed", "/shop").subject("customer-" + i).data("application/json", data));
        }
        return events;
    }

    /** The same with a region each, in turn, {@code r-0} and so on. */
    static List<CloudEvent> ordersOfRegions(int regions) {
        List<CloudEvent> events = new ArrayList<>(EVENTS);
        for (CloudEvent order : orders(100)) {
            events.add(Event.from(order).with("region", "r-" + events.size() % regions));
        }
        return events;
    }

    /** The bytes of data that all these events have together. */
    static long dataBytes(List<CloudEvent> events) {
        long bytes = 0;
        for (CloudEvent event : events) {
            var data = event.getData();
            bytes += data == null ? 0 : data.toBytes().length;
        }
        return bytes;
    }
}
