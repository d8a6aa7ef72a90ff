package dev.leat.core.delivery;

import dev.leat.core.Append;
import dev.leat.core.DeadLetters;
import dev.leat.core.Event;
import dev.leat.core.EventRules;
import dev.leat.core.StreamInfo;
import dev.leat.core.filter.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What one subscription has set aside, less what was dealt with. */
record SetAside(Deliveries hub, String name) implements DeadLetters {

    /** So many, or of so many bytes, are dealt with by one append. */
    private static final int AT_ONCE = 100;

    private static final int BYTES_AT_ONCE = EventRules.MOST_APPEND_BYTES / 4;

    @Override
    public Iterable<Event> list(Filter filter) {
        Definition definition = hub.required(name);
        Filter own = Filter.attribute(SettingAside.SUBSCRIPTION, name).and(filter);
        List<String> streams = (definition.isPattern() ? names(definition) : Stream.of(definition.streams()))
                .map(stream -> stream + SettingAside.SUFFIX)
                .toList();
        return () -> {
            Set<String> dealtWith = hub.dealtWith(name);
            return streams.stream()
                    .flatMap(stream -> elements(hub.streams().all(stream, own)))
                    .filter(event -> !dealtWith.contains(Definitions.place(event)))
                    .iterator();
        };
    }

    private Stream<String> names(Definition definition) {
        return hub.infos(definition).stream().map(StreamInfo::name);
    }

    private static Stream<Event> elements(Iterable<Event> events) {
        return StreamSupport.stream(events.spliterator(), false);
    }

    @Override
    public long replay(Filter filter) {
        return dealWith(filter, true);
    }

    @Override
    public long drop(Filter filter) {
        return dealWith(filter, false);
    }

    private long dealWith(Filter filter, boolean again) {
        synchronized (hub) {
            long count = 0;
            long bytes = 0;
            List<Event> some = new ArrayList<>();
            for (Event event : list(filter)) {
                some.add(event);
                count++;
                bytes += EventRules.check(event);
                if (some.size() == AT_ONCE || bytes >= BYTES_AT_ONCE) {
                    dealWith(some, again);
                    some.clear();
                    bytes = 0;
                }
            }
            if (!some.isEmpty()) {
                dealWith(some, again);
            }
            return count;
        }
    }

    /** What is to be handled again, and the note that it has been dealt with, are one append. */
    private void dealWith(List<Event> events, boolean again) {
        Append append = Append.to(Definitions.STREAM, Definitions.dealtWith(name, events));
        if (again) {
            append = append.and(
                    Definitions.replays(name),
                    events.stream().map(SettingAside::asItWas).toList());
        }
        hub.record(append);
    }
}
