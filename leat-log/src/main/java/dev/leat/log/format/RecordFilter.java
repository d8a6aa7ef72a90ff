package dev.leat.log.format;

import dev.leat.core.filter.Conjunct;
import dev.leat.core.filter.Filter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A filter on the records of one segment. What depends on one attribute alone is decided once for each entry of the
 * dictionary; a record is then refused by looking up its entries, without making an event or a value. Thread-safe: verdicts
 * are found again where two threads overlap.
 */
public final class RecordFilter {

    private static final byte UNKNOWN = 0;
    private static final byte PASSES = 1;
    private static final byte FAILS = 2;

    private static final int MOST_TESTS = Long.SIZE;
    private static final byte NO_TEST = -1;

    private final Dictionary dictionary;
    private final List<Test> tests = new ArrayList<>();
    private final List<Conjunct> others = new ArrayList<>();
    private final long needed;

    /** Per entry, the number of its test + 1, or NO_TEST; 0: not known yet. Below it, the verdict. */
    private volatile byte[] testOf = new byte[64];

    private volatile byte[] verdicts = new byte[64];
    private long possible;
    private int looked;

    /** Conditions on one attribute. */
    private record Test(String attribute, List<Conjunct> conjuncts) {

        boolean passes(@Nullable Object value) {
            for (Conjunct conjunct : conjuncts) {
                if (!conjunct.testValue(value)) {
                    return false;
                }
            }
            return true;
        }
    }

    public RecordFilter(Filter filter, Dictionary dictionary) {
        this.dictionary = dictionary;
        Map<String, Test> byAttribute = new LinkedHashMap<>();
        for (Conjunct conjunct : filter.conjuncts()) {
            String name =
                    conjunct.attributes().size() == 1 ? conjunct.attributes().first() : "";
            boolean coded = !name.isEmpty() && !StoredEvent.UNCODED.contains(name);
            if (coded && (byAttribute.containsKey(name) || byAttribute.size() < MOST_TESTS)) {
                byAttribute
                        .computeIfAbsent(name, key -> new Test(key, new ArrayList<>()))
                        .conjuncts
                        .add(conjunct);
            } else {
                others.add(conjunct);
            }
        }
        tests.addAll(byAttribute.values());
        long present = 0;
        for (int i = 0; i < tests.size(); i++) {
            present |= tests.get(i).passes(null) ? 0 : 1L << i;
        }
        needed = present;
    }

    /** Whether a record passes. */
    public boolean test(byte[] bytes, int start, int end) {
        ByteReader in = new ByteReader(bytes, start, end);
        long seen = 0;
        for (int left = StoredEvent.toAttributes(in); left > 0; left--) {
            long token = in.varint();
            int entry = (int) (token >>> 1);
            int test = testOf(entry);
            boolean writtenOut = (token & 1) != 0;
            if (test >= 0) {
                seen |= 1L << test;
                if (!(writtenOut ? tests.get(test).passes(AttributeValue.read(in)) : passes(entry, test))) {
                    return false;
                }
            } else if (writtenOut) {
                AttributeValue.skip(in);
            }
        }
        return (needed & ~seen) == 0 && (others.isEmpty() || testOthers(bytes, start, end));
    }

    private boolean testOthers(byte[] bytes, int start, int end) {
        StoredEvent view = new StoredEvent("", 0, 0, 0, dictionary, bytes, start, end);
        for (Conjunct conjunct : others) {
            if (!conjunct.test(view::attribute)) {
                return false;
            }
        }
        return true;
    }

    /** Whether any record of the segment, as it is now, can pass: its dictionary must know all. */
    public synchronized boolean mayPass() {
        if (looked != dictionary.size()) {
            looked = dictionary.findable(); // read first, so that it counts none that is not found now
            for (int test = 0; test < tests.size(); test++) {
                possible |= mayPass(test) ? 1L << test : 0;
            }
        }
        return (needed & ~possible) == 0;
    }

    private boolean mayPass(int test) {
        String name = tests.get(test).attribute;
        if ((needed & ~possible & 1L << test) == 0 || dictionary.hasName(name)) {
            return true;
        }
        for (int entry : dictionary.pairs(name)) {
            if (passes(entry, test)) {
                return true;
            }
        }
        return false;
    }

    private int testOf(int entry) {
        byte[] known = testOf;
        byte test = entry < known.length ? known[entry] : 0;
        return test > 0 ? test - 1 : test == NO_TEST ? -1 : findTest(entry);
    }

    private int findTest(int entry) {
        String name = dictionary.entry(entry).name;
        int test = 0;
        while (test < tests.size() && !tests.get(test).attribute.equals(name)) {
            test++;
        }
        boolean found = test < tests.size();
        ensure(entry);
        testOf[entry] = found ? (byte) (test + 1) : NO_TEST;
        return found ? test : -1;
    }

    private boolean passes(int entry, int test) {
        byte[] known = verdicts;
        byte verdict = entry < known.length ? known[entry] : UNKNOWN;
        if (verdict == UNKNOWN) {
            verdict = tests.get(test).passes(dictionary.entry(entry).value) ? PASSES : FAILS;
            ensure(entry);
            verdicts[entry] = verdict;
        }
        return verdict == PASSES;
    }

    private synchronized void ensure(int entry) {
        if (entry >= testOf.length) {
            int length = Math.max(testOf.length * 2, entry + 1);
            testOf = Arrays.copyOf(testOf, length);
            verdicts = Arrays.copyOf(verdicts, length);
        }
    }
}
