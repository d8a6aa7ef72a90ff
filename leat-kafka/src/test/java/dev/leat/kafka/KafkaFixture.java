package dev.leat.kafka;

import dev.leat.core.Capability;
import dev.leat.core.Durability;
import dev.leat.core.HubOptions;
import dev.leat.tck.EngineFixture;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;

/**
 * The topics of one prefix on the broker that all tests share. Each process that opens them comes by a gate of its own, which is
 * shut where the process is to be killed: the broker hears no more of it, as it would of a killed one.
 */
final class KafkaFixture implements EngineFixture {

    private final String prefix = "t-" + UUID.randomUUID().toString().substring(0, 8) + ".";
    private final Gates gates = TestBroker.gates();
    private final Map<String, Gate> processes = new HashMap<>();
    private String first = another();

    @Override
    public String uri() {
        return first;
    }

    @Override
    public String another() {
        Gate gate = gates.take();
        // A killed member is missed after six seconds, the least that brokers allow, and what it was writing after
        // three.
        String uri = "kafka://127.0.0.1:" + gate.port() + "?prefix=" + prefix
                + "&session.timeout.ms=6000&heartbeat.interval.ms=1500&transaction.timeout.ms=5000";
        processes.put(uri, gate);
        return uri;
    }

    @Override
    public Set<Capability> missing() {
        return Set.of(
                Capability.GLOBAL_ORDER,
                Capability.SAFE_APPENDS,
                Capability.CONDITIONS_ANYWHERE,
                Capability.CONDITIONS_UNGUARDED,
                Capability.DEDUPE_ACROSS_PARTITIONS,
                Capability.PROMPT_RETENTION,
                Capability.SUBJECT_INDEX,
                Capability.BACKUP);
    }

    @Override
    public HubOptions options() {
        return HubOptions.defaults().durability(Durability.FAST);
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(60);
    }

    @Override
    public int rounds(int most) {
        return Math.max(2, most / 10);
    }

    /** Clients of Kafka take leave of their brokers. */
    @Override
    public Duration closing() {
        return Duration.ofSeconds(5);
    }

    @Override
    public void crash() {
        kill(first);
        first = another();
    }

    @Override
    public void kill(String process) {
        processes.get(process).shut();
    }

    @Override
    public boolean movesTime() {
        return false;
    }

    /** Brokers have a clock of their own. */
    @Override
    public void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public void close() {
        processes.values().forEach(gates::give);
        Admin admin = TestBroker.admin();
        try {
            List<String> topics = admin.listTopics().names().get().stream()
                    .filter(topic -> topic.startsWith(prefix))
                    .toList();
            admin.deleteTopics(topics).all().get();
            List<String> groups = admin.listGroups().all().get().stream()
                    .map(group -> group.groupId())
                    .filter(group -> group.startsWith(prefix))
                    .toList();
            admin.deleteConsumerGroups(groups); // not awaited: those of killed members are not empty yet
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot delete what " + prefix + " names", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
