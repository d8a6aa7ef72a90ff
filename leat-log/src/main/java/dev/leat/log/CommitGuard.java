package dev.leat.log;

import java.util.List;

/**
 * Decides whether the writer may take an append into the commit that it builds: whether what the append was checked by still
 * stands. Used under {@link LogWriter}'s lock.
 */
final class CommitGuard {

    /** Appends that were looked at again so often are looked at under the lock, where nothing can come between. */
    private static final int MOST_BOUNCES = 2;

    private final ConditionGuard conditions;
    private final DuplicateGuard duplicates = new DuplicateGuard();

    /** Nothing was taken into the commit yet. */
    private boolean empty;

    enum Verdict {
        /** Nothing came between. */
        TAKE,
        /** Something may have: look again. */
        LOOK_AGAIN,
        /** The same, for the last time: look now, while nothing is written or about to be. */
        LOOK_NOW,
        /** The same, but first write what was taken. */
        WAIT
    }

    CommitGuard(ConditionGuard conditions) {
        this.conditions = conditions;
    }

    /** A commit is begun. */
    void begin() {
        empty = true;
        conditions.begin();
        duplicates.begin();
    }

    /** Whether an append may be taken behind those that were. */
    Verdict judge(PendingAppend append) {
        if (!duplicates.suspects(append) && !conditions.suspects(append)) {
            return Verdict.TAKE;
        }
        if (append.bounces < MOST_BOUNCES) {
            return Verdict.LOOK_AGAIN;
        }
        return empty ? Verdict.LOOK_NOW : Verdict.WAIT;
    }

    /** An append was taken. */
    void taken(PendingAppend append) {
        empty = false;
        conditions.taken(append);
        duplicates.taken(append);
    }

    /** The commit has been written, and readers do not know yet. */
    void written(List<PendingAppend> appends, long recordedMicros) {
        duplicates.written(appends, recordedMicros);
    }

    /** It has not. */
    void failed() {
        conditions.failed();
    }
}
