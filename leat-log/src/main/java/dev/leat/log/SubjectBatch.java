package dev.leat.log;

import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.engine.Batch;
import dev.leat.engine.Fetch;
import dev.leat.log.format.ByteReader;
import dev.leat.log.format.Dictionary;
import dev.leat.log.format.StoredEvent;
import dev.leat.log.keys.Place;
import dev.leat.log.keys.RecordChecksum;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Events of one subject in one partition, found by the {@link SubjectIndex}: those of the first segment that has any, each
 * record read and checked alone. It does not look whether they are what the filter asks for, as the caller does: other subjects
 * with the same key are rare. Where the index does not know, or a record is not as it says, it goes on as a batch that
 * searches all runs, which also tells what damage has taken.
 */
final class SubjectBatch implements Batch {

    /** So many segments that have nothing of the subject are passed over at once. */
    private static final int MOST_SEGMENTS = 64;

    /** With more places than this it is asked how many of the partition's events they are. */
    private static final int FEW_PLACES = 1024;

    /** One event in so many, and searching all is as quick as finding each. */
    private static final int MANY = 32;

    private static final int NEAR_BYTES = 2048;
    private static final int BLOCK_BYTES = 64 * 1024;

    private final OpenLog log;
    private final Partition partition;
    private final Fetch fetch;
    private final String subject;
    private final Function<Fetch, Batch> search;
    private final RecordChecksum checksum = new RecordChecksum();
    private final long visible;

    private boolean loaded;
    private @Nullable Batch searching;
    private long nextOffset;
    private int bytesLeft;

    private List<Place> places = List.of();
    private int at = -1;
    private long end;
    private long limit;
    private Partition.@Nullable Part holder;
    private Segment segment;
    private Dictionary dictionary = new Dictionary();

    /** The segment does not read: its events may stand in another one now. */
    private boolean gone;

    private byte[] block = {};
    private int blockStart;
    private int recordStart;
    private int recordEnd;

    /** A record is thought to have no more bytes than this. */
    private int guess = 512;

    /**
     * A batch.
     *
     * @param visible the offset that is not read any more, at which a run ends
     * @param subject that the fetch's hint asks for
     * @param search makes a batch that searches
     */
    SubjectBatch(
            OpenLog log,
            Partition partition,
            Fetch fetch,
            long visible,
            String subject,
            Function<Fetch, Batch> search) {
        this.log = log;
        this.partition = partition;
        this.fetch = fetch;
        this.subject = subject;
        this.search = search;
        this.visible = visible;
        this.nextOffset = fetch.from();
        this.bytesLeft = fetch.maxBytes();
        this.segment = log.state().active();
    }

    @Override
    public boolean next() {
        if (!loaded) {
            loaded = true;
            find();
        }
        while (searching == null && at + 1 < places.size() && bytesLeft > 0) {
            Place place = places.get(++at);
            if (place.offset() >= limit) {
                continue; // not visible yet
            }
            if (load(place)) {
                bytesLeft -= recordEnd - recordStart;
                nextOffset = place.offset() + 1;
                return true;
            }
            if (gone || isOfPartition(place)) {
                search(nextOffset);
            }
        }
        if (searching != null) {
            return searching.next();
        }
        nextOffset = at + 1 < places.size() ? nextOffset : Math.max(nextOffset, end);
        return false;
    }

    /** Finds the first segment that has something of the subject. */
    private void find() {
        long from = fetch.from();
        end = from;
        if (from >= visible) {
            return;
        }
        Partition.Part[] parts = partition.parts();
        long key = log.subjects().key(partition, subject);
        limit = Math.min(visible, partition.gapFrom(from));
        int first = Partition.find(parts, from);
        log.subjects().readBehind(first, partition, key);
        int last = Math.min(parts.length, first + MOST_SEGMENTS) - 1;
        for (int i = first; i <= last && places.isEmpty() && end < limit; i++) {
            List<Place> found = placesIn(parts[i], key, end);
            if (found == null) {
                search(end);
                return;
            }
            places = found;
            end = i + 1 < parts.length ? Math.max(end, Math.min(limit, parts[i + 1].firstOffset)) : limit;
        }
        if (end == from) {
            search(from); // what is lost here, it tells
        }
    }

    /** The places in one part, or null if it is to be searched: also where cleaning has replaced it meanwhile. */
    private @Nullable List<Place> placesIn(Partition.Part part, long key, long from) {
        try {
            return find(part, key, from);
        } catch (LeatException e) {
            return null;
        }
    }

    private @Nullable List<Place> find(Partition.Part part, long key, long from) {
        SubjectIndex index = log.subjects();
        List<Place> few = index.places(partition, part, key, from, FEW_PLACES);
        if (few != null && few.isEmpty()) {
            return few;
        }
        holder = part;
        segment = part.segment;
        dictionary = segment.dictionary.get();
        if (!dictionary.isWhole()) {
            return null;
        }
        if (few != null && few.size() <= FEW_PLACES / MANY) {
            return few;
        }
        RunIndex runs = part.runs.get();
        int most = (int) Math.min(Integer.MAX_VALUE, (runs.endOffset(runs.size() - 1) - runs.firstOffset(0)) / MANY);
        return few == null && most > FEW_PLACES
                ? index.places(partition, part, key, from, most)
                : few == null || few.size() > most ? null : few;
    }

    /** Goes on as a batch that searches, or ends before, if something has been passed over. */
    private void search(long from) {
        if (from == fetch.from()) {
            searching = search.apply(fetch);
        } else {
            places = List.of();
            at = -1;
            end = from;
        }
    }

    /** Whether a place is in a run of this partition: it may be another key's that looks the same. */
    private boolean isOfPartition(Place place) {
        RunIndex runs;
        try {
            runs = Objects.requireNonNull(holder, "places are of a part").runs.get();
        } catch (LeatException e) {
            return true; // to be looked for where it stands now
        }
        int run = runs.find(place.offset());
        return place.position() >= runs.position(run) && place.position() < runs.end(run);
    }

    /** Reads a record, unless the block has it, and with it those that stand close behind; false if it is not as it should be. */
    private boolean load(Place place) {
        int start = place.position();
        if (!has(start, Math.min(segment.end, start + guess))) {
            int to = start + guess;
            for (int i = at + 1; i < places.size() && places.get(i).position() <= to + NEAR_BYTES; i++) {
                if (places.get(i).position() - start < BLOCK_BYTES) {
                    to = Math.max(to, places.get(i).position() + guess);
                }
            }
            read(start, Math.min(segment.end, to));
        }
        ByteReader in = new ByteReader(block, start - blockStart, block.length);
        try {
            int length = in.size();
            if (length < 0 || length > segment.end - start) {
                return false;
            }
            int head = in.position() - (start - blockStart);
            if (!has(start, start + head + length)) {
                guess = Math.min(BLOCK_BYTES, head + length);
                read(start, start + head + length);
            }
            recordStart = start - blockStart + head;
            recordEnd = recordStart + length;
            return recordEnd <= block.length
                    && checksum.of(
                                    partition.stream.id,
                                    partition.number,
                                    place.offset(),
                                    block,
                                    start - blockStart,
                                    recordEnd)
                            == place.crc();
        } catch (IndexOutOfBoundsException e) {
            return false;
        }
    }

    private boolean has(int start, int to) {
        return start >= blockStart && to <= blockStart + block.length;
    }

    private void read(int start, int to) {
        blockStart = start;
        block = new byte[to - start];
        try {
            segment.file.read(start, ByteBuffer.wrap(block));
        } catch (IOException e) {
            // whether the file is gone because cleaning has replaced it, or does not read: searching tells
            gone = true;
            block = new byte[0];
        }
    }

    @Override
    public long offset() {
        return searching != null ? searching.offset() : places.get(at).offset();
    }

    @Override
    public @Nullable Object attribute(String name) {
        return searching != null ? searching.attribute(name) : stored().attribute(name);
    }

    @Override
    public Event event() {
        return searching != null ? searching.event() : stored().copy();
    }

    private StoredEvent stored() {
        return new StoredEvent(
                partition.stream.name,
                partition.number,
                places.get(at).offset(),
                places.get(at).micros(),
                dictionary,
                block,
                recordStart,
                recordEnd);
    }

    @Override
    public long nextOffset() {
        return searching != null ? searching.nextOffset() : nextOffset;
    }

    @Override
    public long endOffset() {
        return visible;
    }
}
