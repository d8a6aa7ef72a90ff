package dev.leat.log;

import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One stream of the log. Settings are changed by replay alone. */
final class StreamState {

    final int id;
    final String name;
    final Partition[] partitions;

    /** Gives events without a key their partition. */
    final AtomicInteger roundRobin = new AtomicInteger();

    volatile StreamSettings settings;
    volatile boolean deleted;

    /** Raised when a change of settings has changed what events are recognised by. */
    final AtomicInteger dedupeEpoch = new AtomicInteger();

    /** The identities that it has taken, once it has been published to; null: not made yet, or of no use any more. */
    volatile @Nullable StreamIds ids;

    /** From which global sequence on {@link ConditionGuard} remembers subjects. Changed by the writer, under its lock. */
    volatile long subjectsFrom = ConditionGuard.NEVER;

    /** Whether its events have been asked for by subject since the log was opened. */
    volatile boolean bySubject;

    StreamState(int id, String name, StreamSettings settings) {
        this.id = id;
        this.name = name;
        this.settings = settings;
        this.partitions = new Partition[settings.partitions()];
        for (int i = 0; i < partitions.length; i++) {
            partitions[i] = new Partition(this, i);
        }
    }

    /** The offsets behind all that has been written, visible or not. */
    long[] written() {
        long[] next = new long[partitions.length];
        for (int i = 0; i < next.length; i++) {
            next[i] = partitions[i].next;
        }
        return next;
    }

    /** Whether its events are removed some day while it lives. */
    boolean loses() {
        return settings.retain() != null || settings.retainBytes() > 0 || settings.compact() != null;
    }

    /** Wakes whoever waits for its events. */
    void wake() {
        for (Partition partition : partitions) {
            Visibility.drain(partition.waiting);
        }
    }

    StreamInfo info(OpenLog log) {
        long now = log.micros();
        List<StreamInfo.Span> spans = new ArrayList<>(partitions.length);
        long live = 0;
        long held = 0;
        for (Partition partition : partitions) {
            long visible = partition.visible;
            spans.add(new StreamInfo.Span(Math.min(log.first(partition, now), visible), visible));
            live += partition.floor.bytes();
            for (Partition.Part part : partition.parts()) {
                held += part.bytes();
            }
        }
        return new StreamInfo(name, settings, spans, Math.min(live, held), held);
    }
}
