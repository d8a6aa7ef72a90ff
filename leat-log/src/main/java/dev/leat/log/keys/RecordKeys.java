package dev.leat.log.keys;

import dev.leat.log.format.Dictionary;
import dev.leat.log.format.RecordIdentity;
import java.util.Arrays;

/** The keys of the records of one segment. What stands in the dictionary is hashed once. Not thread-safe. */
public final class RecordKeys {

    private final KeyHash hash;
    private final Dictionary dictionary;
    private final RecordIdentity identity;

    /** By entry; 0: not hashed yet. */
    private long[] entries = new long[64];

    public RecordKeys(KeyHash hash, Dictionary dictionary) {
        this.hash = hash;
        this.dictionary = dictionary;
        this.identity = new RecordIdentity(dictionary);
    }

    /** Stands on a record. */
    public void read(byte[] bytes, int start, int end) {
        identity.read(bytes, start, end);
    }

    /** Whether the record has a subject. */
    public boolean hasSubject() {
        return identity.subject().isThere();
    }

    /** The key of the record's subject in a partition. */
    public long subject(int stream, int partition) {
        return hash.subject(stream, partition, text(identity.subject()));
    }

    /** The key of the record's identity, by which a stream recognises it. */
    public long id(int stream) {
        long id = text(identity.id()) + (identity.isUuid() ? 1 : 0);
        return hash.id(stream, text(identity.source()), id);
    }

    private long text(RecordIdentity.Text text) {
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
