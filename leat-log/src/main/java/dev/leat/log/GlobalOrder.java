package dev.leat.log;

import dev.leat.log.format.Commit;
import dev.leat.log.format.CommitFormat;
import dev.leat.log.format.CommitFormat.BadCommit;
import dev.leat.log.format.Records;
import dev.leat.log.format.StoredEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * The events of a cleaned segment, which stand there by stream, in the order of the whole log: 32 bytes an event, held as long
 * as memory lasts. Immutable.
 */
final class GlobalOrder {

    private static final int BATCH_EVENTS = 1024;
    private static final int BATCH_BYTES = 1024 * 1024;

    /** Records that stand closer than this are read together. */
    private static final int NEAR_BYTES = 16 * 1024;

    private final List<Commit.Run> runs = new ArrayList<>();
    private final long[] sequences;
    private final long[] micros;
    private final int[] runOf;
    private final int[] offsetInRun;
    private final int[] starts;
    private final int[] ends;

    /** Events as they are found; sorted afterwards. */
    private record Found(long sequence, long micros, int run, int offsetInRun, int start, int end) {}

    private GlobalOrder(List<Found> found, List<Commit.Run> runs) {
        this.runs.addAll(runs);
        found.sort(Comparator.comparingLong(Found::sequence));
        sequences = found.stream().mapToLong(Found::sequence).toArray();
        micros = found.stream().mapToLong(Found::micros).toArray();
        runOf = found.stream().mapToInt(Found::run).toArray();
        offsetInRun = found.stream().mapToInt(Found::offsetInRun).toArray();
        starts = found.stream().mapToInt(Found::start).toArray();
        ends = found.stream().mapToInt(Found::end).toArray();
    }

    /** Reads a cleaned segment, and checks all of it. */
    static GlobalOrder of(UUID log, Segment segment) throws IOException, BadCommit {
        List<Found> found = new ArrayList<>();
        List<Commit.Run> runs = new ArrayList<>();
        CommitIndex commits = segment.commits.get();
        for (int i = 0; i < commits.size(); i++) {
            byte[] bytes = new byte[commits.length(i)];
            int position = commits.position(i);
            segment.file.read(position, ByteBuffer.wrap(bytes));
            Commit commit = CommitFormat.read(log, segment.number, position, bytes, 0, bytes.length, true);
            for (Commit.Run run : commit.runs()) {
                add(run, runs.size(), commit, bytes, found);
                runs.add(run);
            }
        }
        return new GlobalOrder(found, runs);
    }

    private static void add(Commit.Run run, int number, Commit commit, byte[] bytes, List<Found> into) {
        int start = run.position() - commit.position();
        Records records = new Records(
                bytes,
                start,
                start + run.length(),
                run.packed(),
                run.firstOffset(),
                commit.firstSequence(),
                run.micros());
        while (records.next()) {
            into.add(new Found(
                    records.sequence(),
                    records.micros(),
                    number,
                    (int) (records.offset() - run.firstOffset()),
                    commit.position() + records.start(),
                    commit.position() + records.end()));
        }
    }

    /** The sequence number of the first event recorded at this time or later, or -1. */
    long firstAtOrAfter(long time) {
        int at = Arrays.binarySearch(micros, time);
        int first = at < 0 ? -at - 1 : at;
        while (first > 0 && micros[first - 1] == time) {
            first--;
        }
        return first < sequences.length ? sequences[first] : -1;
    }

    /** The next events from this sequence number on, as many as make a batch. */
    List<GlobalPlace> read(Segment segment, LogState state, long from) throws IOException {
        int at = Arrays.binarySearch(sequences, from);
        int first = at < 0 ? -at - 1 : at;
        int end = first;
        for (long bytes = 0; end < sequences.length && end - first < BATCH_EVENTS && bytes < BATCH_BYTES; end++) {
            bytes += ends[end] - starts[end];
        }
        GlobalPlace[] places = new GlobalPlace[end - first];
        int[] byPosition = IntStream.range(first, end)
                .boxed()
                .sorted(Comparator.comparingInt(event -> starts[event]))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int i = 0; i < byPosition.length; ) {
            int last = i;
            while (last + 1 < byPosition.length
                    && starts[byPosition[last + 1]] - ends[byPosition[last]] <= NEAR_BYTES) {
                last++;
            }
            int blockStart = starts[byPosition[i]];
            byte[] block = new byte[ends[byPosition[last]] - blockStart];
            segment.file.read(blockStart, ByteBuffer.wrap(block));
            for (; i <= last; i++) {
                int event = byPosition[i];
                Commit.Run run = runs.get(runOf[event]);
                StreamState stream = state.byId.get(run.stream());
                if (stream != null) {
                    long offset = run.firstOffset() + offsetInRun[event];
                    StoredEvent stored = new StoredEvent(
                            stream.name,
                            run.partition(),
                            offset,
                            micros[event],
                            segment.dictionary.get(),
                            block,
                            starts[event] - blockStart,
                            ends[event] - blockStart);
                    places[event - first] = new GlobalPlace(
                            stream.partitions[run.partition()], offset, sequences[event], starts[event], stored);
                }
            }
        }
        return Arrays.asList(places);
    }

    /** Behind the events that {@link #read} gives, or -1 if there are none behind. */
    long behind(List<GlobalPlace> read, long from) {
        int at = Arrays.binarySearch(sequences, from);
        int end = (at < 0 ? -at - 1 : at) + read.size();
        return end < sequences.length ? sequences[end] : -1;
    }
}
