package dev.leat.tck;

import dev.leat.core.Event;
import java.lang.reflect.Proxy;
import java.time.Instant;

/** An event that says that it has just been recorded. */
final class RecordedNow {

    private RecordedNow() {}

    static Event of(Event event) {
        return (Event) Proxy.newProxyInstance(
                Event.class.getClassLoader(),
                new Class<?>[] {Event.class},
                (proxy, method, args) ->
                        method.getName().equals("recordedTime") ? Instant.now() : method.invoke(event, args));
    }
}
