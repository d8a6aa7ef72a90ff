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

    /** Whether something came between, and where it is. */
    enum Suspicion {
        NONE,
        /** It has been written. */
        WRITTEN,
        /** It was taken into the commit that is built. */
        TAKEN;

        Suspicion or(Suspicion other) {
            return compareTo(other) < 0 ? other : this;
        }
    }

    enum Verdict {
        /** Nothing came between. */
        TAKE,
        /** Something may have: look again. */
        LOOK_AGAIN,
        /** The same, for the last time: look now, while nothing is written. */
        LOOK_NOW,
        /** Something may have that is about to be written: first write it. */
        WAIT
    }

    CommitGuard(ConditionGuard conditions) {
        this.conditions = conditions;
    }

    /** A commit is begun. */
    void begin() {
        conditions.begin();
        duplicates.begin();
    }

    /** Whether an append may be taken behind those that were. */
    Verdict judge(PendingAppend append) {
        Suspicion suspicion = duplicates.suspect(append);
        if (!append.checks.isEmpty()) {
            suspicion = suspicion.or(conditions.suspect(append));
        }
        if (suspicion == Suspicion.NONE) {
            return Verdict.TAKE;
        }
        if (append.bounces < MOST_BOUNCES) {
            return Verdict.LOOK_AGAIN;
        }
        return suspicion == Suspicion.TAKEN ? Verdict.WAIT : Verdict.LOOK_NOW;
    }

    /** An append was taken. */
    void taken(PendingAppend append) {
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
