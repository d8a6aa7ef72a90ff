package dev.leat.kafka.soak;

import dev.leat.core.Hub;
import dev.leat.core.StreamSettings;
import dev.leat.kafka.TestBroker;
import dev.leat.kafka.broker.Broker;
import dev.leat.kafka.broker.Brokers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One of three brokers after the other is killed, as {@code kill -9} does, while events are published, and what was acknowledged
 * is looked for. Some publishers give an append up before another broker has taken over: these are in doubt.
 */
class KillBrokerTest {

    private static final int PARTITIONS = 4;
    private static final int TOGETHER = 5;
    private static final int ENOUGH = 100;
    private static final String HASTY = "&request.timeout.ms=1000&delivery.timeout.ms=2000";

    private final Soak soak = new Soak();
    private final Published published = new Published();

    @Test
    @Timeout(3600)
    void keepsWhatWasAcknowledgedOnceAndInOrderWhileBrokersAreKilled() throws Exception {
        Brokers brokers = TestBroker.three();
        String uri = "kafka://" + brokers.bootstrap() + "?prefix=" + soak.prefix;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers.bootstrap()));
                Hub patient = Hub.open(uri);
                Hub hasty = Hub.open(uri + HASTY);
                Hub single = Hub.open(uri + HASTY)) {
            patient.create("orders", StreamSettings.defaults().partitions(PARTITIONS));
            List<Publisher> publishers = new ArrayList<>();
            try {
                for (int i = 0; i < 2; i++) {
                    publishers.add(publisher("patient" + i, patient, TOGETHER));
                    publishers.add(publisher("hasty" + i, hasty, TOGETHER));
                    publishers.add(publisher("single" + i, single, 1));
                }
                while (soak.next()) {
                    awaitMore(publishers.size());
                    killAndStart(brokers.broker(soak.round() % brokers.size()), admin, publishers.size());
                }
            } finally {
                publishers.forEach(Publisher::close);
            }
            System.out.println(soak + ": " + published);
            published.check(patient.stream("orders").read(), soak.toString());
            patient.stream("orders").delete();
        }
    }

    private Publisher publisher(String name, Hub hub, int most) {
        return new Publisher(name, hub, "orders", most, new Random(soak.random.nextLong()), published);
    }

    private void killAndStart(Broker broker, Admin admin, int publishers) {
        broker.kill();
        try {
            soak.await("another broker leads", () -> leaders(admin).stream().allMatch(id -> id != broker.id()));
            awaitMore(publishers);
        } finally {
            broker.start();
        }
        soak.await(
                "all replicas are in sync",
                () -> partitions(admin).stream()
                        .allMatch(partition ->
                                partition.isr().size() == partition.replicas().size()));
    }

    /** Waits until all publishers go on. */
    private void awaitMore(int publishers) {
        Map<String, Integer> before = published.counts();
        soak.await("all publishers go on", () -> {
            Map<String, Integer> now = published.counts();
            return now.size() == publishers
                    && now.entrySet().stream()
                            .allMatch(each -> each.getValue() >= before.getOrDefault(each.getKey(), 0) + ENOUGH);
        });
    }

    private static List<Integer> leaders(Admin admin) throws InterruptedException, ExecutionException {
        return partitions(admin).stream()
                .map(TopicPartitionInfo::leader)
                .map(leader -> leader == null ? -1 : leader.id())
                .toList();
    }

    /** Of all topics, Kafka's own among them. */
    private static List<TopicPartitionInfo> partitions(Admin admin) throws InterruptedException, ExecutionException {
        var names = admin.listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get();
        return admin.describeTopics(names).allTopicNames().get().values().stream()
                .flatMap(topic -> topic.partitions().stream())
                .toList();
    }
}
