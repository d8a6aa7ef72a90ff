package dev.leat.log;

import dev.leat.core.Append;
import dev.leat.log.keys.KeyHash;
import io.cloudevents.CloudEvent;
import org.jspecify.annotations.Nullable;

/** The events of one append by the hash of their identity, of each the first. Not thread-safe. */
final class OwnEvents {

    private final Append append;
    private final long[] hashes;

    /** Entry and index of the event, + 1; 0: the slot is free. */
    private final long[] places;

    OwnEvents(Append append) {
        this.append = append;
        int slots = append.size() < 2 ? 0 : Integer.highestOneBit(append.size()) * 4;
        this.hashes = new long[slots];
        this.places = new long[slots];
    }

    /** The first event of the append that has the same identity as this one; null if this one is. */
    Duplicates.@Nullable Original firstOrAdd(long hash, int entry, int index) {
        if (hashes.length == 0) {
            return null;
        }
        int slot = KeyHash.slot(hash, hashes.length);
        while (places[slot] != 0) {
            if (hashes[slot] == hash) {
                long place = places[slot] - 1;
                if (isSame((int) (place >>> Integer.SIZE), (int) place, entry, index)) {
                    return Duplicates.Original.in((int) (place >>> Integer.SIZE), (int) place);
                }
            }
            slot = slot + 1 & hashes.length - 1;
        }
        hashes[slot] = hash;
        places[slot] = ((long) entry << Integer.SIZE | index) + 1;
        return null;
    }

    private boolean isSame(int entry, int index, int otherEntry, int otherIndex) {
        Append.Entry one = append.entries().get(entry);
        Append.Entry other = append.entries().get(otherEntry);
        return one.stream().equals(other.stream())
                && isSame(one.events().get(index), other.events().get(otherIndex));
    }

    /** Whether two events of one stream are the same. */
    static boolean isSame(CloudEvent one, CloudEvent other) {
        return one.getId().equals(other.getId())
                && one.getSource().toString().equals(other.getSource().toString());
    }
}
