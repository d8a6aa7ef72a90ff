package dev.leat.kafka;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Capabilities;
import dev.leat.core.Cursor;
import dev.leat.core.Durability;
import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Assignment;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import dev.leat.engine.Membership;
import dev.leat.kafka.appends.Appends;
import dev.leat.kafka.client.Clients;
import dev.leat.kafka.client.KafkaLocation;
import dev.leat.kafka.client.Probe;
import dev.leat.kafka.groups.Cursors;
import dev.leat.kafka.groups.Memberships;
import dev.leat.kafka.guards.Guards;
import dev.leat.kafka.reads.Readers;
import dev.leat.kafka.reads.Spans;
import dev.leat.kafka.topics.Catalog;
import dev.leat.kafka.topics.StreamTopic;
import dev.leat.kafka.topics.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Streams as topics of Apache Kafka. Puts its parts together; each says itself what it does. Thread-safe. */
final class KafkaEngine implements Engine {

    private final boolean readOnly;
    private final Capabilities capabilities;
    private final Clients clients;
    private final Catalog catalog;
    private final Topics topics;
    private final Spans spans;
    private final Readers readers;
    private final Memberships memberships;
    private final Cursors cursors;
    private final Appends appends;
    private final Guards guards;

    KafkaEngine(KafkaLocation location, HubOptions options) {
        Probe probe = Probe.open(location);
        readOnly = options.readOnly();
        capabilities = KafkaCapabilities.of(probe.brokers());
        clients = probe.clients();
        catalog = new Catalog(clients);
        topics = new Topics(clients, catalog);
        spans = new Spans(clients);
        readers = new Readers(clients, catalog);
        memberships = new Memberships(clients, catalog);
        cursors = new Cursors(clients, catalog, memberships);
        appends = new Appends(clients, catalog, cursors, options.publishWait());
        guards = new Guards(clients, catalog, memberships, cursors, options);
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public CompletableFuture<StreamInfo> create(String stream, StreamSettings settings, Durability durability) {
        return writing(() -> topics.create(stream, settings).thenCompose(this::info));
    }

    @Override
    public CompletableFuture<StreamInfo> alter(String stream, StreamSettings settings) {
        return writing(() -> topics.alter(stream, settings).thenCompose(this::info));
    }

    private CompletableFuture<StreamInfo> info(StreamTopic topic) {
        return spans.infos(List.of(topic)).thenApply(infos -> infos.get(0));
    }

    private <T> CompletableFuture<T> writing(Supplier<CompletableFuture<T>> change) {
        try {
            requireWritable();
            return change.get();
        } catch (LeatException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void requireWritable() {
        if (readOnly) {
            throw new LeatException.Denied(
                    "the hub is open for reading only; open it without readOnly to change it", null);
        }
    }

    @Override
    public CompletableFuture<@Nullable Void> delete(String stream) {
        return writing(() -> topics.delete(stream));
    }

    @Override
    public CompletableFuture<List<StreamInfo>> describe(String pattern) {
        return catalog.list(pattern).thenCompose(spans::infos);
    }

    @Override
    public CompletableFuture<Appended> append(Append append, Durability durability) {
        return writing(
                () -> guards.takes(append) ? guards.append(append, durability) : appends.append(append, durability));
    }

    @Override
    public CompletableFuture<Batch> read(Fetch fetch) {
        return readers.read(fetch);
    }

    @Override
    public CompletableFuture<Long> firstAtOrAfter(String stream, int partition, Instant recorded) {
        return catalog.find(stream).thenCompose(topic -> spans.firstAtOrAfter(topic, partition, recorded));
    }

    @Override
    public CompletableFuture<Map<String, Cursor>> committed(String subscription) {
        return cursors.committed(subscription);
    }

    @Override
    public Membership join(String subscription, Set<String> streams, Assignment assignment) {
        requireWritable();
        return memberships.join(subscription, streams, assignment);
    }

    @Override
    public void close() {
        SideBySide.run(appends::close, guards::close, readers::close);
        SideBySide.run(memberships::close, catalog::close); // which commit and look up what the others still record
        clients.close();
    }
}
