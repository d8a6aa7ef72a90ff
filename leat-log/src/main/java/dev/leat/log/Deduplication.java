package dev.leat.log;

import dev.leat.core.Append;
import dev.leat.core.Position;
import dev.leat.log.PendingAppend.Chunk;
import dev.leat.log.PendingAppend.Encoded;
import dev.leat.log.format.ByteReader;
import dev.leat.log.format.Dictionary;
import dev.leat.log.keys.IdentityKeys;
import dev.leat.log.keys.KeyHash;
import io.cloudevents.CloudEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Recognises, on their publishers' threads, events that their stream has taken within its horizon. A hash says where to look,
 * and the event that stands there decides. Thread-safe.
 */
final class Deduplication {

    private final StreamIdsMaker maker;
    private final PartitionBatches batches;
    private final LongSupplier nowMicros;
    private final ThreadLocal<Hasher> hashers;

    private static final class Hasher {
        private final KeyHash hash;
        private Dictionary dictionary = new Dictionary();
        private IdentityKeys keys;

        Hasher(KeyHash hash) {
            this.hash = hash;
            this.keys = new IdentityKeys(hash, dictionary);
        }

        IdentityKeys of(Dictionary wanted) {
            if (dictionary != wanted) {
                dictionary = wanted;
                keys = new IdentityKeys(hash, wanted);
            }
            return keys;
        }
    }

    /** @param nowMicros the hub's time */
    Deduplication(PartitionBatches batches, KeyHash hash, LongSupplier nowMicros) {
        this.batches = batches;
        this.hashers = ThreadLocal.withInitial(() -> new Hasher(hash));
        this.nowMicros = nowMicros;
        this.maker = new StreamIdsMaker(batches, hash, nowMicros);
    }

    /** Whether an append goes to a stream that wants each event once. */
    static boolean concerns(Encoded encoded) {
        for (Chunk chunk : encoded.chunks) {
            if (chunk.partition.stream.settings.dedupe() != null) {
                return true;
            }
        }
        return false;
    }

    /** Looks for the events of an append, and has its chunks know what was looked for. */
    Duplicates find(Append append, Encoded encoded) {
        Search search = new Search(append);
        Map<StreamState, Identities> streams = new HashMap<>();
        for (Chunk chunk : encoded.chunks) {
            Identities looked = streams.computeIfAbsent(chunk.partition.stream, this::begin);
            if (looked == null) {
                search.passOver(chunk);
            } else {
                chunk.identities = looked.with(hashes(chunk, encoded));
                search.in(chunk, chunk.identities);
            }
        }
        return search.found.isEmpty() ? Duplicates.NONE : search.found;
    }

    /** What a search in a stream goes by; null if the stream does not want each event once. */
    private @Nullable Identities begin(StreamState stream) {
        StreamIds ids = maker.of(stream);
        return ids == null ? null : Identities.of(stream, ids);
    }

    /** Has chunks that were encoded once more know what was looked for. */
    void carryOver(Encoded from, Encoded to) {
        Map<StreamState, Identities> streams = new HashMap<>();
        for (Chunk chunk : from.chunks) {
            if (chunk.identities != null) {
                streams.put(chunk.partition.stream, chunk.identities);
            }
        }
        for (Chunk chunk : to.chunks) {
            Identities looked = streams.get(chunk.partition.stream);
            if (looked != null) {
                chunk.identities = looked.with(hashes(chunk, to));
            }
        }
    }

    private long[] hashes(Chunk chunk, Encoded encoded) {
        IdentityKeys keys = hashers.get().of(encoded.dictionary);
        long[] hashes = new long[chunk.count];
        ByteReader in = new ByteReader(encoded.bytes, chunk.start, chunk.start + chunk.length);
        for (int i = 0; i < hashes.length; i++) {
            int length = in.size();
            hashes[i] = keys.of(chunk.partition.stream.id, encoded.bytes, in.position(), in.position() + length);
            in.skip(length);
        }
        return hashes;
    }

    /** Of one append. */
    private final class Search {
        private final Append append;
        private final Duplicates found;
        private final long now = nowMicros.getAsLong();

        /** The events of the append that are no duplicates, by hash. */
        private final OwnEvents own;

        private int entry = -1;
        private int index;
        private @Nullable Originals originals;

        Search(Append append) {
            this.append = append;
            this.found = Duplicates.of(append.entries().size());
            this.own = new OwnEvents(append);
        }

        void passOver(Chunk chunk) {
            enter(chunk);
            index += chunk.count;
        }

        private void enter(Chunk chunk) {
            if (chunk.entry != entry) {
                entry = chunk.entry;
                index = 0;
            }
        }

        void in(Chunk chunk, Identities identities) {
            enter(chunk);
            boolean known = identities.mayHaveAny(); // as a rule not, and then it is quick
            for (long key : identities.hashes) {
                Duplicates.Original original = null;
                if (known && identities.mayHave(key)) {
                    Position position = stored(chunk, identities, key);
                    original = position == null ? null : Duplicates.Original.at(position);
                }
                if (original == null) {
                    original = own.firstOrAdd(key, entry, index);
                }
                if (original != null) {
                    found.entries().get(entry).put(index, original);
                }
                index++;
            }
        }

        private @Nullable Position stored(Chunk chunk, Identities identities, long key) {
            Originals reading = originals == null ? new Originals(batches, now) : originals;
            originals = reading;
            CloudEvent event = append.entries().get(entry).events().get(index);
            return reading.find(chunk.partition.stream, identities, key, event);
        }
    }
}
