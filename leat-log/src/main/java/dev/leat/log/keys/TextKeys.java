package dev.leat.log.keys;

import dev.leat.log.format.Dictionary;
import dev.leat.log.format.RecordIdentity;
import java.util.Arrays;

/** Hashes of the texts in the records of one segment. What stands in the dictionary is hashed once. Not thread-safe. */
final class TextKeys {

    private final KeyHash hash;
    private final Dictionary dictionary;

    /** Hashes of dictionary entries; 0: not hashed yet. */
    private long[] entries = new long[64];

    TextKeys(KeyHash hash, Dictionary dictionary) {
        this.hash = hash;
        this.dictionary = dictionary;
    }

    /** The key of an event's identity in its stream. */
    long id(int stream, RecordIdentity identity) {
        long id = of(identity.id()) + (identity.isUuid() ? 1 : 0);
        return hash.id(stream, of(identity.source()), id);
    }

    long of(RecordIdentity.Text text) {
        if (text.entry() < 0) {
            return hash.text(text.bytes(), text.start(), text.end());
        }
        if (text.entry() >= entries.length) {
            entries = Arrays.copyOf(entries, Math.max(entries.length * 2, text.entry() + 1));
        }
        long known = entries[text.entry()];
        if (known == 0) {
            known = hash.text(String.valueOf(dictionary.entry(text.entry()).value()));
            entries[text.entry()] = known;
        }
        return known;
    }
}
