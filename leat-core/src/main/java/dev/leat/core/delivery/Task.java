package dev.leat.core.delivery;

import dev.leat.core.Event;
import org.jspecify.annotations.Nullable;

/** An event to be handled. Guarded by the group. */
final class Task {

    final Event event;
    final Lane lane;

    /** Which of the group's seeks it came behind; what is older no longer counts. */
    final int generation;

    @Nullable
    KeyQueue queue;

    /** How often it has been tried. */
    int attempts;

    /** Whether it failed and is not to be tried yet. */
    boolean waiting;

    Task(Event event, Lane lane, int generation) {
        this.event = event;
        this.lane = lane;
        this.generation = generation;
    }

    /** Whether what becomes of it matters: it came behind the group's last seek, and others do not have its partition. */
    boolean counts(int now) {
        return generation == now && !lane.gone;
    }

    long offset() {
        return event.position().offset();
    }

    /** Where it stands, as {@code stream/0:41}. */
    String origin() {
        return event.stream() + "/" + event.position();
    }
}
