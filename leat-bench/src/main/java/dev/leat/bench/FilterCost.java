package dev.leat.bench;

import dev.leat.core.filter.Filter;
import dev.leat.log.format.ByteReader;
import dev.leat.log.format.ByteWriter;
import dev.leat.log.format.Dictionary;
import dev.leat.log.format.EventEncoder;
import dev.leat.log.format.RecordFilter;
import dev.leat.log.format.StoredEvent;
import io.cloudevents.CloudEvent;
import io.cloudevents.sql.Expression;
import io.cloudevents.sql.Parser;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntPredicate;

/** What it costs to ask one event three things, on stored bytes and on a CloudEvent, beside the public library. */
record FilterCost() implements Scenario {

    static final String OWN = "filter.cloudevent";
    static final String LIBRARY = "filter.cloudevents-sql";

    private static final String CESQL =
            "type = 'order.placed' AND region IN ('r-1', 'r-2', 'r-3') AND subject LIKE 'customer-%'";
    private static final int TESTS = 20_000_000;
    private static final int LIBRARY_TESTS = 2_000_000;

    @Override
    public String name() {
        return "filters";
    }

    @Override
    public List<Figure> run(Path directory) {
        List<CloudEvent> orders = Samples.ordersOfRegions(5);
        Filter filter = Filter.parse(CESQL);
        Expression library = Parser.parseDefault(CESQL);
        Dictionary dictionary = new Dictionary();
        ByteWriter records = new ByteWriter(1 << 20);
        int[] starts = new int[orders.size()];
        int[] ends = new int[orders.size()];
        for (int i = 0; i < starts.length; i++) {
            int from = records.size();
            EventEncoder.encode(orders.get(i), dictionary, records);
            ByteReader in = new ByteReader(records.array(), from, records.size());
            int length = in.size();
            starts[i] = in.position();
            ends[i] = starts[i] + length;
        }
        byte[] bytes = records.toBytes();
        RecordFilter stored = new RecordFilter(filter, dictionary);
        return List.of(
                figure("filter.stored-bytes", TESTS, i -> stored.test(bytes, starts[i], ends[i])),
                figure("filter.stored-event", TESTS, i -> {
                    StoredEvent view = new StoredEvent("", 0, 0, 0, dictionary, bytes, starts[i], ends[i]);
                    return filter.test(view::attribute);
                }),
                figure(OWN, TESTS, i -> filter.test(orders.get(i))),
                figure(
                        LIBRARY,
                        LIBRARY_TESTS,
                        i -> library.tryEvaluate(orders.get(i)).equals(true)));
    }

    private static Figure figure(String name, int tests, IntPredicate test) {
        int passed = 0;
        long start = System.nanoTime();
        for (int i = 0; i < tests; i++) {
            passed += test.test(i % Samples.EVENTS) ? 1 : 0;
        }
        double nanos = (double) (System.nanoTime() - start) / tests;
        if (passed != tests / 5 * 3) {
            throw new IllegalStateException(name + ": " + passed + " of " + tests + " passed");
        }
        return new Figure(name, nanos, "ns/event");
    }
}
