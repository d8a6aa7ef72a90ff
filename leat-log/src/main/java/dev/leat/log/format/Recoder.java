package dev.leat.log.format;

import java.util.Arrays;

/** Copies records from one segment to another, whose dictionary has other numbers. Not thread-safe. */
public final class Recoder {

    private static final long UNKNOWN = -1;

    private final Dictionary from;
    private final Dictionary to;
    private final ByteWriter record = new ByteWriter(4096);

    /** What an entry becomes: as a record has it, its number * 2, + 1 if a value follows. */
    private long[] tokens = new long[64];

    public Recoder(Dictionary from, Dictionary to) {
        this.from = from;
        this.to = to;
        Arrays.fill(tokens, UNKNOWN);
    }

    /**
     * Appends a record, with its length before it.
     *
     * @param start of the record, behind its length, as {@link EventEncoder} draws it
     */
    public void copy(byte[] bytes, int start, int end, ByteWriter out) {
        record.clear();
        ByteReader in = new ByteReader(bytes, start, end);
        int count = StoredEvent.toAttributes(in);
        record.raw(bytes, start, in.position() - start);
        for (int i = 0; i < count; i++) {
            long token = in.varint();
            Dictionary.Entry entry = from.entry((int) (token >>> 1));
            long copied = token(entry, (int) (token >>> 1));
            record.varint(copied);
            if (entry.value == null) {
                int value = in.position();
                AttributeValue.skip(in);
                record.raw(bytes, value, in.position() - value);
            } else if ((copied & 1) != 0) {
                AttributeValue.write(entry.value, record);
            }
        }
        record.raw(bytes, in.position(), end - in.position());
        out.varint(record.size());
        out.raw(record.array(), 0, record.size());
    }

    private long token(Dictionary.Entry entry, int id) {
        if (id >= tokens.length) {
            int known = tokens.length;
            tokens = Arrays.copyOf(tokens, Math.max(id + 1, known * 2));
            Arrays.fill(tokens, known, tokens.length, UNKNOWN);
        }
        if (tokens[id] == UNKNOWN) {
            int pair = entry.value == null ? Dictionary.NONE : to.pair(entry.name, entry.value);
            tokens[id] = pair == Dictionary.NONE ? (long) to.name(entry.name) << 1 | 1 : (long) pair << 1;
        }
        return tokens[id];
    }
}
