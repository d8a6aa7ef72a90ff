package dev.leat.kafka.soak;

import dev.leat.core.Hub;
import dev.leat.core.Position;
import dev.leat.core.StreamSettings;
import dev.leat.kafka.TestBroker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two processes own the partitions of a guarded stream. One after the other is killed, as {@code kill -9} does, while both append
 * on conditions; the other takes over, and shares with the one that comes next. What was recorded is held against what they
 * were told.
 */
class KillOwnerTest {

    private static final int PARTITIONS = 2;

    private final Soak soak = new Soak();
    private final Guarded history = new Guarded();
    private int started;

    /** An appender, and how many of its events were recorded in each partition. */
    private record Owner(Child child, Map<Integer, Integer> recorded) {

        int all() {
            return recorded.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    @Test
    @Timeout(3600)
    void noConditionIsBrokenAndNothingIsLostOrRecordedTwiceWhileOwnersAreKilled() throws Exception {
        String uri = "kafka://" + TestBroker.bootstrap() + "?prefix=" + soak.prefix + Soak.SESSIONS;
        try (Hub hub = Hub.open(uri, Appender.OPTIONS)) {
            hub.create(
                    Appender.STREAM,
                    StreamSettings.defaults()
                            .partitions(PARTITIONS)
                            .guarded(true)
                            .dedupe(StreamSettings.FOREVER));
            Owner older = start(uri);
            Owner younger = start(uri);
            try {
                while (soak.next()) {
                    int enough = 50 + soak.random.nextInt(200);
                    awaitMore(enough, older, younger);
                    older.child.kill();
                    awaitEverywhere(younger);
                    older = younger;
                    younger = start(uri);
                }
                awaitMore(1, older, younger);
            } finally {
                older.child.close();
                younger.child.close();
            }
            System.out.println(soak + ": " + history);
            history.check(hub.stream(Appender.STREAM).read(), soak.toString());
            hub.stream(Appender.STREAM).delete();
        }
    }

    private Owner start(String uri) {
        Map<Integer, Integer> recorded = new ConcurrentHashMap<>();
        Child child = Child.start(
                Appender.class,
                words -> {
                    history.add(words);
                    if (words.get(0).equals(Appender.RECORDED)) {
                        recorded.merge(Position.parse(words.get(2)).partition(), 1, Integer::sum);
                    }
                },
                uri,
                "a" + started++,
                String.valueOf(soak.random.nextLong()));
        return new Owner(child, recorded);
    }

    /** Waits until both of them record. */
    private void awaitMore(int enough, Owner one, Owner other) {
        for (Owner owner : List.of(one, other)) {
            int before = owner.all();
            soak.await("both owners record", () -> owner.all() >= before + enough, one.child, other.child);
        }
    }

    /** Waits until an owner records in all partitions, from now on. */
    private void awaitEverywhere(Owner owner) {
        Map<Integer, Integer> before = Map.copyOf(owner.recorded);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            int number = partition;
            soak.await(
                    "another owner takes over",
                    () -> owner.recorded.getOrDefault(number, 0) > before.getOrDefault(number, 0),
                    owner.child);
        }
    }
}
