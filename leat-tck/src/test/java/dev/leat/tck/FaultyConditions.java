package dev.leat.tck;

import static dev.leat.tck.FaultyAppends.fault;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Condition;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.Position;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import dev.leat.core.pending.Failures;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import io.cloudevents.CloudEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** What may go wrong with conditions, with duplicates, and with reading by subject. */
final class FaultyConditions {

    private FaultyConditions() {}

    private static Fault conditions(
            String name, Class<? extends EngineSuite> caughtBy, UnaryOperator<List<Condition>> change) {
        return fault(
                name,
                caughtBy,
                (inner, append, durability) -> inner.append(
                        new Append(
                                append.entries(),
                                change.apply(append.conditions()),
                                append.commits(),
                                append.durability()),
                        durability));
    }

    private static Fault deduping(String name, UnaryOperator<StreamSettings> change) {
        return new Fault(name, DedupeContract.class, engine -> new ForwardingEngine(engine) {
            @Override
            public CompletableFuture<StreamInfo> create(String stream, StreamSettings settings, Durability durability) {
                return inner.create(stream, settings.dedupe() == null ? settings : change.apply(settings), durability);
            }
        });
    }

    static List<Fault> all() {
        return List.of(
                conditions("ignores-conditions", ConditionsContract.class, given -> List.of()),
                conditions(
                        "looks-at-one-condition",
                        ConditionsContract.class,
                        given -> given.isEmpty() ? given : given.subList(0, 1)),
                conditions(
                        "is-afraid-of-whatever-came-since",
                        ConditionsContract.class,
                        given -> given.stream().map(FaultyConditions::afraid).toList()),
                conditions(
                        "is-afraid-when-many-append",
                        ConcurrentConditionsContract.class,
                        given -> given.stream().map(FaultyConditions::afraid).toList()),
                fault("checks-before-it-appends", ConcurrentConditionsContract.class, FaultyConditions::checkingFirst),
                fault("tells-another-position", ConditionsContract.class, FaultyConditions::tellingAnotherPosition),
                fault("leaves-cursors-of-what-it-refused", ConditionsContract.class, (inner, append, durability) -> {
                    if (!append.conditions().isEmpty()) {
                        inner.append(new Append(List.of(), List.of(), append.commits(), null), durability)
                                .join();
                    }
                    return inner.append(append, durability);
                }),
                fault("creates-streams-for-conditions", ConditionStreamsContract.class, (inner, append, durability) -> {
                    append.conditions().forEach(condition -> {
                        if (inner.describe(condition.stream()).join().isEmpty()) {
                            inner.create(condition.stream(), StreamSettings.defaults())
                                    .join();
                        }
                    });
                    return inner.append(append, durability);
                }),
                deduping("records-duplicates", given -> given.dedupe(null)),
                deduping("knows-duplicates-for-ever", given -> given.dedupe(StreamSettings.FOREVER)),
                deduping(
                        "forgets-duplicates-early",
                        given -> given.dedupe(
                                given.dedupe() == null ? null : given.dedupe().dividedBy(2))),
                fault(
                        "knows-duplicates-by-id-only",
                        DedupeContract.class,
                        (inner, append, durability) -> inner.append(withOneSource(append), durability)),
                new Fault("knows-duplicates-across-streams", DedupeContract.class, KnowingAcrossStreams::new),
                fault(
                        "says-nothing-of-duplicates",
                        DedupeContract.class,
                        (inner, append, durability) -> inner.append(append, durability)
                                .thenApply(done -> new Appended(done.entries().stream()
                                        .map(placed -> new Appended.Placed(placed.stream(), placed.positions()))
                                        .toList()))),
                fault(
                        "tells-duplicates-the-end",
                        DedupeContract.class,
                        (inner, append, durability) ->
                                inner.append(append, durability).thenApply(FaultyConditions::withDuplicatesAtTheEnd)),
                subjects("loses-some-of-a-subject", event -> event.position().offset() % 16 == 15),
                subjects(
                        "finds-subjects-in-one-partition",
                        event -> event.position().partition() > 0));
    }

    private static Condition afraid(Condition condition) {
        return condition instanceof Condition.NoneSince none
                ? Condition.unchanged(none.stream(), none.cursor())
                : condition;
    }

    private static CompletableFuture<Appended> checkingFirst(Engine inner, Append append, Durability durability) {
        if (append.conditions().isEmpty()) {
            return inner.append(append, durability);
        }
        CompletableFuture<Appended> check =
                inner.append(new Append(List.of(), append.conditions(), List.of(), null), durability);
        if (check.isCompletedExceptionally()) {
            return check;
        }
        LockSupport.parkNanos(100_000);
        return inner.append(new Append(append.entries(), List.of(), append.commits(), null), durability);
    }

    private static CompletableFuture<Appended> tellingAnotherPosition(
            Engine inner, Append append, Durability durability) {
        return inner.append(append, durability).exceptionally(error -> {
            RuntimeException failure = Failures.of(error);
            if (failure instanceof LeatException.Conflict conflict) {
                Position at =
                        new Position(conflict.at().partition(), conflict.at().offset() + 1);
                throw new LeatException.Conflict(conflict.getMessage(), conflict.condition(), at);
            }
            throw failure;
        });
    }

    private static Append withOneSource(Append append) {
        return new Append(
                append.entries().stream()
                        .map(entry -> new Append.Entry(
                                entry.stream(),
                                entry.events().stream()
                                        .map(FaultyConditions::withOneSource)
                                        .toList()))
                        .toList(),
                append.conditions(),
                append.commits(),
                append.durability());
    }

    private static CloudEvent withOneSource(CloudEvent event) {
        NewEvent same = Event.of(event.getType(), "/one").id(event.getId()).subject(event.getSubject());
        return event.getData() == null
                ? same
                : same.data(event.getDataContentType(), event.getData().toBytes());
    }

    private static Appended withDuplicatesAtTheEnd(Appended done) {
        Position end = new Position(0, 1_000);
        return new Appended(done.entries().stream()
                .map(placed -> placed.duplicates().isEmpty()
                        ? placed
                        : new Appended.Placed(
                                placed.stream(),
                                placed.positions().stream().map(at -> end).toList(),
                                placed.duplicates()))
                .toList());
    }

    private static Fault subjects(String name, Predicate<Event> lost) {
        return new Fault(name, SubjectReadsContract.class, engine -> new ForwardingEngine(engine) {
            @Override
            public CompletableFuture<Batch> read(Fetch fetch) {
                return fetch.hint().toString().startsWith("subject = ")
                        ? inner.read(fetch).thenApply(batch -> new HidingBatch(batch, lost))
                        : inner.read(fetch);
            }
        });
    }

    /** An event that another stream has is not recorded. */
    private static final class KnowingAcrossStreams extends ForwardingEngine {

        private final Map<String, Appended> known = new HashMap<>();

        KnowingAcrossStreams(Engine inner) {
            super(inner);
        }

        @Override
        public synchronized CompletableFuture<Appended> append(Append append, Durability durability) {
            if (append.size() != 1) {
                return inner.append(append, durability);
            }
            String id = append.entries().get(0).events().get(0).getId();
            return known.containsKey(id)
                    ? CompletableFuture.completedFuture(known.get(id))
                    : inner.append(append, durability).whenComplete((done, error) -> known.put(id, done));
        }
    }
}
