package dev.leat.log;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Position;
import dev.leat.log.format.Control;
import dev.leat.log.format.Dictionary;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An append on its way: encoded by the publisher, then owned by whoever drained it from the queue until it is completed.
 *
 * <p>Who waits for it helps: a waiting thread that finds nobody writing or syncing does so itself, which spares hand-offs.
 */
final class PendingAppend extends CompletableFuture<Appended> {

    final Append append;
    final List<Control> controls;
    final boolean safe;
    private final Runnable help;

    /** Its conditions, which held when they were looked at; owned as {@link #encoded}. */
    List<ConditionCheck> checks = List.of();

    /** Its events that were there already when they were looked for. */
    Duplicates duplicates = Duplicates.NONE;

    /** Those that are to be recorded. */
    Append recorded;

    /** How often it was found too late for what it was checked by. */
    int bounces;

    private volatile boolean awaited;

    /** Encoded once more if the segment, and so the dictionary, changes before it is written. */
    Encoded encoded;

    /** Events of one partition that stand together. */
    static final class Chunk {
        final Partition partition;
        final int entry;
        int count;
        int start;
        int length;
        long firstOffset;

        /** What {@link ConditionGuard} remembers of the entry's events; null: nothing, as far as the publisher knew. */
        int @Nullable [] subjects;

        /** Who its events are, where their stream wants each once; null: it does not, as far as the publisher knew. */
        @Nullable
        Identities identities;

        Chunk(Partition partition, int entry, int start) {
            this.partition = partition;
            this.entry = entry;
            this.start = start;
        }
    }

    /** The records of all events, one behind the other. */
    static final class Encoded {
        final Dictionary dictionary;
        final byte[] bytes;
        final List<Chunk> chunks;

        Encoded(Dictionary dictionary, byte[] bytes, List<Chunk> chunks) {
            this.dictionary = dictionary;
            this.bytes = bytes;
            this.chunks = chunks;
        }
    }

    PendingAppend(Append append, List<Control> controls, boolean safe, Encoded encoded, Runnable help) {
        this.append = append;
        this.controls = controls;
        this.safe = safe;
        this.recorded = append;
        this.encoded = encoded;
        this.help = help;
    }

    int bytes() {
        return encoded.bytes.length;
    }

    /** Whether streams are not the same behind it: such an append is a commit of its own. */
    boolean changesStreams() {
        return !controls.isEmpty() && !(controls.get(0) instanceof Control.Committed);
    }

    /** What the append became, once its chunks have offsets. */
    Appended placed() {
        Appended placed = placedAsRecorded();
        return duplicates.isEmpty() ? placed : duplicates.among(placed);
    }

    private Appended placedAsRecorded() {
        List<Appended.Placed> placed = new ArrayList<>(append.entries().size());
        for (int i = 0; i < append.entries().size(); i++) {
            int entry = i;
            List<Chunk> chunks = append.entries().size() == 1
                    ? encoded.chunks
                    : encoded.chunks.stream().filter(c -> c.entry == entry).toList();
            placed.add(new Appended.Placed(append.entries().get(i).stream(), positions(chunks)));
        }
        return new Appended(placed);
    }

    private static List<Position> positions(List<Chunk> chunks) {
        if (chunks.size() == 1) {
            Chunk chunk = chunks.get(0);
            return new Range(chunk.partition.number, chunk.firstOffset, chunk.count);
        }
        List<Position> positions = new ArrayList<>();
        chunks.forEach(chunk -> positions.addAll(new Range(chunk.partition.number, chunk.firstOffset, chunk.count)));
        return positions;
    }

    /** Positions next to each other, made when they are asked for. */
    private static final class Range extends AbstractList<Position> {
        private final int partition;
        private final long first;
        private final int count;

        Range(int partition, long first, int count) {
            this.partition = partition;
            this.first = first;
            this.count = count;
        }

        @Override
        public Position get(int index) {
            if (index < 0 || index >= count) {
                throw new IndexOutOfBoundsException(index);
            }
            return new Position(partition, first + index);
        }

        @Override
        public int size() {
            return count;
        }
    }

    @Override
    public Appended join() {
        helpOnce();
        return super.join();
    }

    @Override
    public Appended get() throws InterruptedException, ExecutionException {
        helpOnce();
        return super.get();
    }

    @Override
    public Appended get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        helpOnce();
        return super.get(timeout, unit);
    }

    /** Whether a thread waits, or waited, for it. */
    boolean isAwaited() {
        return awaited;
    }

    private void helpOnce() {
        awaited = true;
        if (!isDone()) {
            help.run();
        }
    }
}
