package dev.leat.core.delivery;

import dev.leat.core.Cursor;
import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.filter.Filter;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The durable subscriptions of a hub, folded from the stream {@value #STREAM}: each change of one is an event there. Not
 * thread-safe: guarded by {@link Deliveries}.
 */
final class Definitions {

    static final String RESERVED = "_leat.";
    static final String STREAM = RESERVED + "subscriptions";

    /** What is to be handled again stands in streams that begin so and end in the name of the subscription. */
    static final String REPLAYS = RESERVED + "replay.";

    private static final String DEFINED = "leat.subscription.defined";
    private static final String FILTERED = "leat.subscription.filtered";
    private static final String PAUSED = "leat.subscription.paused";
    private static final String RESUMED = "leat.subscription.resumed";
    private static final String SEEKING = "leat.subscription.seeking";
    private static final String SOUGHT = "leat.subscription.sought";
    private static final String DEALT_WITH = "leat.subscription.dealt-with";
    private static final String DELETED = "leat.subscription.deleted";
    private static final String SOURCE = "/leat/subscriptions";

    private final Map<String, Definition> definitions = new TreeMap<>();

    /** Per subscription, where the events stand that were set aside and have been dealt with. */
    private final Map<String, Set<String>> dealtWith = new HashMap<>();

    /** @param events all of the stream */
    Definitions(Iterable<Event> events) {
        events.forEach(this::replay);
    }

    @Nullable
    Definition get(String name) {
        return definitions.get(name);
    }

    Collection<Definition> all() {
        return definitions.values();
    }

    static NewEvent defined(Definition definition) {
        return event(DEFINED, definition.name())
                .with("streams", definition.streams())
                .with("where", definition.filter().toString());
    }

    static NewEvent filtered(String name, Filter filter, Map<String, Cursor> since) {
        List<String> places = new ArrayList<>();
        since.forEach((stream, cursor) -> places.add(stream + " " + cursor));
        return lines(event(FILTERED, name).with("where", filter.toString()), places);
    }

    private static NewEvent lines(NewEvent event, List<String> lines) {
        return event.data("text/plain", String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    static NewEvent paused(String name, boolean now) {
        return event(now ? PAUSED : RESUMED, name);
    }

    /** Whoever has it open lets go of it, so that its cursor can be moved; {@link #sought} follows. */
    static NewEvent seeking(String name) {
        return event(SEEKING, name);
    }

    static NewEvent sought(String name) {
        return event(SOUGHT, name);
    }

    /** Does to a group what a change of its definition asks of it, whoever made the change. */
    void apply(CloudEvent event, Group group, Deliveries hub) {
        Definition now = definitions.get(group.name);
        if (now != null) {
            group.define(now);
        }
        switch (event.getType()) {
            case PAUSED, RESUMED -> group.pause(event.getType().equals(PAUSED));
            case FILTERED -> group.steering.refilter(group.definition());
            case SEEKING -> sharing(group, Sharing::letGo);
            case SOUGHT -> sharing(group, Sharing::join);
            case DEALT_WITH -> hub.found(replays(group.name));
            case DELETED -> hub.forget(group);
            default -> {
                // nothing that it does changes
            }
        }
    }

    private static void sharing(Group group, Consumer<Sharing> change) {
        if (group.sharing != null) {
            change.accept(group.sharing);
        }
    }

    /** Events that were set aside are done with. */
    static NewEvent dealtWith(String name, List<Event> letters) {
        return lines(
                event(DEALT_WITH, name),
                letters.stream().map(Definitions::place).toList());
    }

    static String place(Event letter) {
        return letter.stream() + " " + letter.position();
    }

    /** Where those stand that have been dealt with, as {@link #place} says. */
    Set<String> dealtWith(String name) {
        return Set.copyOf(dealtWith.getOrDefault(name, Set.of()));
    }

    /** Where a subscription finds what is to be handled again. */
    static String replays(String name) {
        return REPLAYS + name;
    }

    static NewEvent deleted(String name) {
        return event(DELETED, name);
    }

    private static NewEvent event(String type, String name) {
        return Event.of(type, SOURCE).subject(name);
    }

    /** Takes an event of the stream into account. */
    void replay(CloudEvent event) {
        String name = String.valueOf(event.getSubject());
        Definition known = definitions.get(name);
        switch (event.getType()) {
            case DEFINED -> {
                if (known == null) { // else somebody was faster
                    definitions.put(
                            name, Definition.of(name, String.valueOf(event.getExtension("streams")), where(event)));
                }
            }
            case FILTERED -> change(known, definition -> definition.filter(where(event), since(event)));
            case PAUSED, RESUMED ->
                change(known, definition -> definition.paused(event.getType().equals(PAUSED)));
            case DEALT_WITH ->
                lines(event)
                        .forEach(place -> dealtWith
                                .computeIfAbsent(name, key -> new HashSet<>())
                                .add(place));
            case DELETED -> {
                definitions.remove(name);
                dealtWith.remove(name);
            }
            default -> {
                // a cursor is about to be moved, or has been; or it is of a later version
            }
        }
    }

    private void change(@Nullable Definition known, UnaryOperator<Definition> change) {
        if (known != null) {
            definitions.put(known.name(), change.apply(known));
        }
    }

    private static Filter where(CloudEvent event) {
        return Filter.parse(String.valueOf(event.getExtension("where")));
    }

    private static Map<String, Cursor> since(CloudEvent event) {
        Map<String, Cursor> since = new HashMap<>();
        for (String line : lines(event)) {
            int space = line.indexOf(' ');
            since.put(line.substring(0, space), Cursor.parse(line.substring(space + 1)));
        }
        return since;
    }

    private static List<String> lines(CloudEvent event) {
        CloudEventData data = event.getData();
        return data == null
                ? List.of()
                : new String(data.toBytes(), StandardCharsets.UTF_8).lines().toList();
    }

    LeatException.NotFound notFound(String name) {
        return new LeatException.NotFound("there is no subscription '" + name + "'; there is "
                + (definitions.isEmpty() ? "none" : String.join(", ", definitions.keySet())));
    }
}
