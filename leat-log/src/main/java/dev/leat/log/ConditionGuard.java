package dev.leat.log;

import dev.leat.core.Append;
import io.cloudevents.CloudEvent;
import java.util.Arrays;
import java.util.List;

/**
 * Tells, within a moment, whether what was written since conditions were looked at may have broken them. It never misses a
 * break; where it suspects one that is none, the conditions are looked at once more.
 *
 * <p>It remembers where the log ended behind the last append to a stream, and behind the last event of a subject, in one
 * small table without collision handling: what shares a slot is suspected together, until {@link SubjectIndex} is asked.
 * Streams that no condition is about by subject have no subjects remembered, and as long as there are no conditions nothing
 * is remembered at all.
 *
 * <p>Used under {@link LogWriter}'s lock.
 */
final class ConditionGuard {

    private static final int SLOT_BITS = 18;

    /** For streams on which subjects are not remembered yet. */
    static final long NEVER = Long.MAX_VALUE;

    private final LogState state;
    private final SubjectIndex subjects;
    private long[] ends = {};
    private long floor;
    private long begin;
    private long sequence;

    ConditionGuard(LogState state, SubjectIndex subjects) {
        this.state = state;
        this.subjects = subjects;
    }

    /** A commit is begun. */
    void begin() {
        begin = state.nextSequence;
        sequence = begin;
    }

    /** Whether something may have broken the conditions of an append since they were looked at. */
    boolean suspects(PendingAppend append) {
        for (ConditionCheck check : append.checks) {
            if (suspected(check) > check.upTo) {
                return true;
            }
        }
        return false;
    }

    /** The end of the last append that may have broken a condition. */
    private long suspected(ConditionCheck check) {
        StreamState stream = check.stream;
        if (stream == null) {
            return state.stream(check.condition.stream()) == null ? 0 : Long.MAX_VALUE;
        }
        if (stream.deleted) {
            return Long.MAX_VALUE;
        }
        if (!check.canBeBroken()) {
            return 0;
        }
        if (ends.length == 0) {
            ends = new long[1 << SLOT_BITS];
            floor = sequence;
        }
        long ofStream = Math.max(floor, ends[slot(stream)]);
        if (check.subject == null || ofStream <= check.upTo) {
            return ofStream;
        }
        if (stream.subjectsFrom == NEVER) {
            stream.subjectsFrom = sequence;
        }
        long ofSubject = Math.max(Math.max(floor, stream.subjectsFrom), ends[slot(stream, check.subject.hashCode())]);
        boolean written = ofSubject > check.upTo && ofSubject <= begin;
        return written && stream.bySubject && !subjects.hasSince(stream, check.subject, check.next) ? 0 : ofSubject;
    }

    /** An append was taken into the commit. */
    void taken(PendingAppend append) {
        List<PendingAppend.Chunk> chunks = append.encoded.chunks;
        for (PendingAppend.Chunk chunk : chunks) {
            sequence += chunk.count;
        }
        if (ends.length == 0) {
            return;
        }
        int entry = -1;
        for (PendingAppend.Chunk chunk : chunks) {
            if (chunk.entry != entry) {
                entry = chunk.entry;
                remember(chunk.partition.stream, append, chunk);
            }
        }
    }

    private void remember(StreamState stream, PendingAppend append, PendingAppend.Chunk chunk) {
        ends[slot(stream)] = sequence;
        if (stream.subjectsFrom != NEVER) {
            int[] known = chunk.subjects;
            for (int subject :
                    known == null ? subjects(append.recorded.entries().get(chunk.entry)) : known) {
                ends[slot(stream, subject)] = sequence;
            }
        }
    }

    /** The commit was not written. What is remembered of it would never be outlived by the log: forget everything. */
    void failed() {
        Arrays.fill(ends, 0);
        floor = state.nextSequence;
    }

    /** What is remembered of the subjects of events. */
    static int[] subjects(Append.Entry entry) {
        int[] subjects = new int[entry.events().size()];
        for (int i = 0; i < subjects.length; i++) {
            subjects[i] = subject(entry.events().get(i));
        }
        return subjects;
    }

    static int subject(CloudEvent event) {
        String subject = event.getSubject();
        return subject == null ? 0 : subject.hashCode();
    }

    private static int slot(StreamState stream) {
        return slot(stream.id * 0x9E3779B97F4A7C15L ^ 1L << Integer.SIZE);
    }

    private static int slot(StreamState stream, int subject) {
        return slot(stream.id * 0x9E3779B97F4A7C15L ^ (subject & 0xFFFFFFFFL) * 0xD6E8FEB86659FD93L);
    }

    /** Fibonacci hashing: the high bits of a product. */
    private static int slot(long key) {
        return (int) (((key ^ key >>> 32) * 0x9E3779B97F4A7C15L) >>> (Long.SIZE - SLOT_BITS));
    }
}
