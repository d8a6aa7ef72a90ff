package dev.leat.log.keys;

import dev.leat.log.format.Commit.Run;
import dev.leat.log.format.Dictionary;
import dev.leat.log.format.RecordIdentity;
import dev.leat.log.format.Records;

/** Walks the keys of the events of runs of one segment, and where these stand. Not thread-safe. */
public final class RunKeys {

    private final KeyHash hash;
    private final TextKeys texts;
    private final RecordIdentity identity;
    private final RecordChecksum checksum = new RecordChecksum();

    private Run run = new Run(0, 0, 0, 0, 0, 0, false, 0, 1, 0);
    private byte[] bytes = {0};
    private Records records = new Records(bytes, 0, 1, false, 0, 0, 0);
    private int position;

    public RunKeys(KeyHash hash, Dictionary dictionary) {
        this.hash = hash;
        this.texts = new TextKeys(hash, dictionary);
        this.identity = new RecordIdentity(dictionary);
    }

    /**
     * Stands before the first event of a run.
     *
     * @param piece a piece of the segment that has the run
     * @param start where in the segment the piece begins
     */
    public void start(Run next, byte[] piece, int start) {
        run = next;
        bytes = piece;
        position = start;
        int body = run.position() - position;
        records = new Records(bytes, body, body + run.length(), run.packed(), run.firstOffset(), 0, run.micros());
    }

    /** Moves to the next event; false behind the last one. */
    public boolean next() {
        if (!records.next()) {
            return false;
        }
        identity.read(bytes, records.start(), records.end());
        return true;
    }

    /** Whether the event has a subject. */
    public boolean hasSubject() {
        return identity.subject().isThere();
    }

    /** The key of the event's subject in its partition. */
    public long subject() {
        return hash.subject(run.stream(), run.partition(), texts.of(identity.subject()));
    }

    /** Where the event stands. */
    public Place place() {
        int start = records.place();
        int crc = checksum.of(run.stream(), run.partition(), records.offset(), bytes, start, records.end());
        return new Place(records.offset(), records.micros(), position + start, crc);
    }
}
