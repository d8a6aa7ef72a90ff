package dev.leat.log.keys;

import dev.leat.log.format.Dictionary;
import dev.leat.log.format.RecordIdentity;

/** The keys of the identities of records of one segment, those among them that are not written yet. Not thread-safe. */
public final class IdentityKeys {

    private final RecordIdentity identity;
    private final TextKeys texts;

    public IdentityKeys(KeyHash hash, Dictionary dictionary) {
        this.identity = new RecordIdentity(dictionary);
        this.texts = new TextKeys(hash, dictionary);
    }

    /** The key of the identity of a record, which begins behind its length, in a stream. */
    public long of(int stream, byte[] bytes, int start, int end) {
        identity.read(bytes, start, end);
        return texts.id(stream, identity);
    }
}
