package dev.leat.core.delivery;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Tasks that are handled one at a time, in order, as they have the same key. Guarded by the group. */
final class KeyQueue {

    /** Null: one event without a key. */
    final @Nullable Object key;

    final ArrayDeque<Task> tasks = new ArrayDeque<>(4);

    /** Whom its tasks go to. */
    Member member;

    State state = State.IDLE;

    enum State {
        /** It has nothing to do. */
        IDLE,
        /** It waits among what its member takes next. */
        READY,
        /** The first of its tasks are being handled. */
        LEASED,
        /** Its first task failed and waits to be tried again. */
        WAITING,
        /** Its first task is being set aside. */
        SETTING_ASIDE
    }

    /** Whether there is nothing to be handled, or nothing yet. */
    boolean isHeldUp() {
        return tasks.isEmpty() || tasks.element().waiting;
    }

    KeyQueue(@Nullable Object key, Member member) {
        this.key = key;
        this.member = member;
    }
}
