package dev.leat.kafka.appends;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Durability;
import dev.leat.core.LeatException;
import dev.leat.engine.Partitioner;
import dev.leat.kafka.client.Clients;
import dev.leat.kafka.groups.Cursors;
import dev.leat.kafka.records.EventRecords;
import dev.leat.kafka.topics.Catalog;
import dev.leat.kafka.topics.StreamTopic;
import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Records appends to streams that are not guarded, and commits cursors with them. One event alone goes straight to an
 * idempotent producer; what must be an atom goes by transactions, many appends in one. Thread-safe.
 */
public final class Appends implements AutoCloseable {

    private static final int ROOM_BYTES = 32 * 1024 * 1024;
    private static final int REACH_MILLIS = 1_000;
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(3);

    private final Catalog catalog;
    private final Cursors cursors;
    private final Map<String, StreamOrder> orders = new ConcurrentHashMap<>();
    private final Room room;
    private final PlainLane plain;
    private final TransactionLane transactions;
    private final Watch watch;
    private volatile boolean closed;

    /** @param publishWait how long an append waits for room before it fails with Overloaded; zero: not at all */
    public Appends(Clients clients, Catalog catalog, Cursors cursors, Duration publishWait) {
        this.catalog = catalog;
        this.cursors = cursors;
        ProducerSettings settings = new ProducerSettings(clients);
        GoneStreams gone = new GoneStreams(catalog);
        room = new Room(Math.min(ROOM_BYTES, settings.bufferBytes()), publishWait);
        plain = new PlainLane(settings::plain);
        transactions = new TransactionLane(
                new Transactions(settings::transactional, gone, new Visibility(clients.admin()), settings.patience()));
        watch = new Watch(plain, orders.values(), gone, () -> isReached(clients.admin()));
    }

    private static boolean isReached(Admin brokers) {
        try {
            return !brokers.describeCluster(new DescribeClusterOptions().timeoutMs(REACH_MILLIS))
                    .nodes()
                    .get()
                    .isEmpty();
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** As {@link dev.leat.engine.Engine#append}; has no conditions. */
    public CompletableFuture<Appended> append(Append append, Durability durability) {
        if (closed) {
            return CompletableFuture.failedFuture(SendFailures.closed());
        }
        try {
            if (append.size() == 0) {
                return commit(append);
            }
            List<Append.Entry> entries = append.entries();
            return entries.size() == 1
                            && entries.get(0).events().size() == 1
                            && append.commits().isEmpty()
                    ? single(append, entries.get(0), durability)
                    : atom(append, durability);
        } catch (LeatException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<Appended> single(Append append, Append.Entry entry, Durability durability) {
        CloudEvent event = entry.events().get(0);
        StreamTopic topic = topic(entry.stream(), durability);
        Admission.check(topic, event);
        StreamOrder order = order(entry.stream());
        ProducerRecord<byte[], byte[]> record = record(topic, order, event);
        int bytes = EventRecords.size(record);
        room.take(bytes);
        if (order.isPlain()) {
            SingleAppend single = new SingleAppend(record, plain, order, bytes, room);
            if (plain.send(single)) {
                return single;
            }
        }
        Atom atom = new Atom(append, List.of(record), GroupCommits.NONE, Set.of(order), bytes, room);
        transactions.add(atom);
        return atom;
    }

    private CompletableFuture<Appended> atom(Append append, Durability durability) {
        List<StreamTopic> topics = new ArrayList<>(append.entries().size());
        for (Append.Entry entry : append.entries()) {
            StreamTopic topic = topic(entry.stream(), durability);
            entry.events().forEach(event -> Admission.check(topic, event));
            topics.add(topic);
        }
        Set<StreamOrder> streams = new LinkedHashSet<>();
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(append.size());
        long bytes = 0;
        for (int i = 0; i < topics.size(); i++) {
            StreamOrder order = order(topics.get(i).stream());
            streams.add(order);
            for (CloudEvent event : append.entries().get(i).events()) {
                ProducerRecord<byte[], byte[]> record = record(topics.get(i), order, event);
                records.add(record);
                bytes += EventRecords.size(record);
            }
        }
        int size = (int) Math.min(Integer.MAX_VALUE, bytes);
        GroupCommits commits = GroupCommits.of(append.commits(), cursors);
        room.take(size);
        Atom atom = new Atom(append, records, commits, streams, size, room);
        transactions.add(atom);
        return withoutCursors(append, atom);
    }

    /**
     * Cursors that are taken away beside events: behind the transaction, which cannot. A failure between the two leaves a
     * cursor that is to go, never one without the events.
     */
    private CompletableFuture<Appended> withoutCursors(Append append, CompletableFuture<Appended> recorded) {
        List<Append.Commit> taken = append.commits().stream()
                .filter(commit -> commit.cursor() == null)
                .toList();
        return taken.isEmpty()
                ? recorded
                : recorded.thenCompose(appended -> cursors.commit(taken).handle((nothing, error) -> {
                    if (error != null) {
                        throw new LeatException.InDoubt(
                                "the events are stored; whether the cursors were taken away is not known: "
                                        + error.getMessage(),
                                error);
                    }
                    return appended;
                }));
    }

    /** Of an append without events. */
    private CompletableFuture<Appended> commit(Append append) {
        append.entries().forEach(entry -> catalog.required(entry.stream()));
        Appended nothing = new Appended(append.entries().stream()
                .map(entry -> new Appended.Placed(entry.stream(), List.of()))
                .toList());
        return append.commits().isEmpty()
                ? CompletableFuture.completedFuture(nothing)
                : cursors.commit(append.commits()).thenApply(committed -> nothing);
    }

    private StreamTopic topic(String stream, Durability durability) {
        StreamTopic known = catalog.known(stream);
        StreamTopic topic = known == null ? catalog.required(stream) : known;
        Admission.check(topic, durability);
        return topic;
    }

    private StreamOrder order(String stream) {
        StreamOrder known = orders.get(stream);
        return known == null ? orders.computeIfAbsent(stream, StreamOrder::new) : known;
    }

    private static ProducerRecord<byte[], byte[]> record(StreamTopic topic, StreamOrder order, CloudEvent event) {
        int partition = Partitioner.partition(event, topic.partitions(), order.roundRobin);
        return EventRecords.record(topic.topic(), partition, event);
    }

    /** Takes no more, and waits for what is under way; what cannot be recorded within some seconds fails. */
    @Override
    public void close() {
        closed = true;
        watch.close();
        long began = System.nanoTime();
        plain.close(CLOSE_WAIT);
        Duration left = CLOSE_WAIT.minusNanos(System.nanoTime() - began);
        transactions.close(left.isNegative() ? Duration.ofMillis(1) : left);
    }
}
