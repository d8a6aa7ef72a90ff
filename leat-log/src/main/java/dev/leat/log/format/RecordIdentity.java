package dev.leat.log.format;

import java.util.Arrays;

/** Finds id, source and subject in records of one segment, without making values of them. Not thread-safe. */
public final class RecordIdentity {

    private static final byte UNKNOWN = 0;
    private static final byte SOURCE = 1;
    private static final byte SUBJECT = 2;
    private static final byte OTHER = 3;

    private final Dictionary dictionary;
    private final Text id = new Text();
    private final Text source = new Text();
    private final Text subject = new Text();
    private boolean uuid;

    /** What each dictionary entry is a name of. */
    private byte[] names = new byte[64];

    /** Where a text is to be found: in a dictionary entry, or in UTF-8 in the record. */
    public static final class Text {
        private static final byte[] NOTHING = {};

        private boolean there;
        private int entry = Dictionary.NONE;
        private byte[] bytes = NOTHING;
        private int start;
        private int end;

        /** Whether the record has it. */
        public boolean isThere() {
            return there;
        }

        /** Number of the dictionary entry, or {@link Dictionary#NONE}. */
        public int entry() {
            return entry;
        }

        public byte[] bytes() {
            return bytes;
        }

        public int start() {
            return start;
        }

        public int end() {
            return end;
        }

        private void isEntry(int number) {
            there = true;
            entry = number;
        }

        private void isBlock(byte[] from, ByteReader in) {
            int length = in.size();
            is(from, in.position(), in.position() + length);
            in.skip(length);
        }

        private void is(byte[] from, int first, int behind) {
            there = true;
            entry = Dictionary.NONE;
            bytes = from;
            start = first;
            end = behind;
        }
    }

    public RecordIdentity(Dictionary dictionary) {
        this.dictionary = dictionary;
    }

    /** The event's id as text, or 16 bytes if {@link #isUuid()}. */
    public Text id() {
        return id;
    }

    /** Whether the id is stored as a UUID: the same id always is, or never. */
    public boolean isUuid() {
        return uuid;
    }

    public Text source() {
        return source;
    }

    public Text subject() {
        return subject;
    }

    /** Looks at a record, as {@link EventEncoder} draws it, behind its length. */
    public void read(byte[] bytes, int start, int end) {
        source.there = false;
        subject.there = false;
        ByteReader in = new ByteReader(bytes, start, end);
        uuid = (in.u8() & 3) == EventEncoder.ID_UUID;
        if (uuid) {
            id.is(bytes, in.position(), in.position() + 16);
        } else {
            id.isBlock(bytes, in);
        }
        in.position(start);
        for (int left = StoredEvent.toAttributes(in); left > 0; left--) {
            long token = in.varint();
            int entry = (int) (token >>> 1);
            byte name = name(entry);
            if ((token & 1) == 0) {
                if (name != OTHER) {
                    (name == SOURCE ? source : subject).isEntry(entry);
                }
            } else if (name == OTHER) {
                AttributeValue.skip(in);
            } else {
                in.u8();
                (name == SOURCE ? source : subject).isBlock(bytes, in);
            }
        }
    }

    private byte name(int entry) {
        byte known = entry < names.length ? names[entry] : UNKNOWN;
        return known != UNKNOWN ? known : findName(entry);
    }

    private byte findName(int entry) {
        String name = dictionary.entry(entry).name;
        if (entry >= names.length) {
            names = Arrays.copyOf(names, Math.max(names.length * 2, entry + 1));
        }
        names[entry] = name.equals("source") ? SOURCE : name.equals("subject") ? SUBJECT : OTHER;
        return names[entry];
    }
}
