package dev.leat.log.format;

import java.net.URI;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The attribute names and frequent values of one segment, numbered in order of first use. Thread-safe.
 *
 * <p>An entry is a name with a value, or a name alone. A name stands alone only once some event of the segment has a
 * value of it that is written out: so where there is none, the pairs are all the values that the segment has.
 */
public final class Dictionary {

    /** No entry: write the value out. */
    public static final int NONE = -1;

    private static final int MOST_VALUES = 4096;
    private static final int MOST_VALUE_CHARS = 256;

    private final Map<String, Values> pairs = new ConcurrentHashMap<>();
    private final Map<String, Integer> names = new ConcurrentHashMap<>();
    private volatile Entry[] entries = new Entry[16];
    private volatile int size;
    private volatile boolean whole = true;

    /** Null once all entries have been made. */
    private volatile @Nullable Unmade unmade;

    /** Entries as they are stored, and where each begins. */
    private static final class Unmade {
        final byte[] bytes;
        final int[] starts;

        Unmade(byte[] bytes, int[] starts) {
            this.bytes = bytes;
            this.starts = starts;
        }

        Entry make(int id) {
            Commit.Definition entry = DictionaryFormat.read(new ByteReader(bytes, starts[id], bytes.length));
            return new Entry(entry.name(), entry.value());
        }
    }

    /** The values of one name. Once there are as many as may be, others are told so without a lock. */
    private static final class Values {
        final Map<Object, Integer> ids = new ConcurrentHashMap<>();
        volatile boolean full;

        void put(Object value, int id) {
            ids.put(value, id);
            full = ids.size() >= MOST_VALUES;
        }
    }

    /** A name with a value, or (value null) alone. */
    public static final class Entry {
        /** Stands for what a damaged commit defined; no attribute has an empty name. */
        private static final Entry LOST = new Entry("", null);

        final String name;
        final @Nullable Object value;
        private volatile @Nullable URI uri;

        Entry(String name, @Nullable Object value) {
            this.name = name;
            this.value = value;
        }

        public String name() {
            return name;
        }

        public @Nullable Object value() {
            return value;
        }

        /** The value of {@code source} or {@code dataschema}, which is kept as text. */
        URI uri() {
            URI parsed = uri;
            if (parsed == null) {
                parsed = URI.create(String.valueOf(value));
                uri = parsed;
            }
            return parsed;
        }
    }

    /** The dictionary of these entries, one behind the other: each is made when it is asked for, as most never are. */
    public static Dictionary of(byte[] stored) {
        Dictionary dictionary = new Dictionary();
        int[] starts = new int[1024];
        int size = 0;
        for (ByteReader in = new ByteReader(stored); in.hasMore(); DictionaryFormat.skip(in)) {
            starts = size == starts.length ? Arrays.copyOf(starts, size * 2) : starts;
            starts[size++] = in.position();
        }
        dictionary.entries = new Entry[Math.max(size, 16)];
        dictionary.size = size;
        dictionary.unmade = new Unmade(stored, starts);
        return dictionary;
    }

    private Entry make(int id) {
        Unmade stored = unmade;
        if (stored != null && entries[id] == null) {
            entries[id] = stored.make(id); // two threads may, and make the same
        }
        return entries[id];
    }

    /** Makes all entries, so that they can be found by name and value. */
    private synchronized void makeAll() {
        if (unmade != null) {
            for (int id = 0; id < size; id++) {
                Entry entry = make(id);
                if (entry.value == null) {
                    names.put(entry.name, id);
                } else {
                    pairs.computeIfAbsent(entry.name, key -> new Values()).put(key(entry.value), id);
                }
            }
            unmade = null;
        }
    }

    public int size() {
        return size;
    }

    /** How many entries can be found by name: one that is just being added is counted before it can. */
    synchronized int findable() {
        return size;
    }

    /** Whether all entries are known. */
    public boolean isWhole() {
        return whole;
    }

    /** Whether this entry is known. */
    boolean has(int id) {
        return id < size && !make(id).name.isEmpty();
    }

    public Entry entry(int id) {
        if (id >= size) {
            throw new IndexOutOfBoundsException("dictionary entry " + id + " of " + size);
        }
        Entry entry = entries[id];
        return entry != null ? entry : make(id);
    }

    /** The number of a name with a value, new if there is room, or {@link #NONE}. */
    public int pair(String name, Object value) {
        if (unmade != null) {
            makeAll();
        }
        Values values = pairs.get(name);
        Integer id = values == null ? null : values.ids.get(key(value));
        if (id != null) {
            return id;
        }
        return isWrittenOut(value) || (values != null && values.full) ? NONE : newPair(name, value);
    }

    /** The numbers of a name with all its values. */
    Collection<Integer> pairs(String name) {
        if (unmade != null) {
            makeAll();
        }
        Values values = pairs.get(name);
        return values == null ? List.of() : values.ids.values();
    }

    /** Whether some values of a name may be written out. */
    boolean hasName(String name) {
        if (unmade != null) {
            makeAll();
        }
        return names.containsKey(name);
    }

    /** The number of a name alone. */
    public int name(String name) {
        if (unmade != null) {
            makeAll();
        }
        Integer id = names.get(name);
        return id != null ? id : newName(name);
    }

    /** Adds what a commit defines; a number that was passed over before was defined by a commit that is damaged. */
    public synchronized void define(int id, String name, @Nullable Object value) {
        if (unmade != null) {
            makeAll();
        }
        while (size < id) {
            whole = false;
            add(Entry.LOST.name, null);
        }
        if (id < size) {
            return;
        }
        if (value == null) {
            names.put(name, add(name, null));
        } else {
            pairs.computeIfAbsent(name, key -> new Values()).put(key(value), add(name, value));
        }
    }

    private synchronized int newPair(String name, Object value) {
        Values values = pairs.computeIfAbsent(name, key -> new Values());
        Object key = key(value);
        Integer known = values.ids.get(key);
        if (known != null || values.full) {
            return known == null ? NONE : known;
        }
        int id = add(name, value);
        values.put(key, id);
        return id;
    }

    private static boolean isWrittenOut(Object value) {
        return value instanceof byte[]
                || (value instanceof String text && text.length() > MOST_VALUE_CHARS)
                || (value instanceof URI uri && uri.toString().length() > MOST_VALUE_CHARS);
    }

    /** URIs are equal in upper and lower case, and yet are not the same text. */
    private static Object key(Object value) {
        return value instanceof URI uri ? List.of(uri.toString()) : value;
    }

    private synchronized int newName(String name) {
        Integer known = names.get(name);
        if (known != null) {
            return known;
        }
        int id = add(name, null);
        names.put(name, id);
        return id;
    }

    private int add(String name, @Nullable Object value) {
        int id = size;
        if (id == entries.length) {
            entries = Arrays.copyOf(entries, id * 2);
        }
        entries[id] = new Entry(name, value);
        size = id + 1;
        return id;
    }
}
