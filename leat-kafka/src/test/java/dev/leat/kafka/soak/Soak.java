package dev.leat.kafka.soak;

import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** How often something is killed, by which seed, and how long it is waited for what must come. */
final class Soak {

    static final int ROUNDS = Integer.getInteger("leat.soak.rounds", 2);

    /** What a killed process had is missed after the least time that brokers allow. */
    static final String SESSIONS = "&session.timeout.ms=6000&heartbeat.interval.ms=1500";

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration AGAIN = Duration.ofMillis(50);

    final long seed = Long.getLong("leat.soak.seed", System.nanoTime());
    final Random random = new Random(seed);
    final String prefix = "soak-" + UUID.randomUUID().toString().substring(0, 8) + ".";
    private int round;

    /** Begins the next round, if there is one. */
    boolean next() {
        if (round == ROUNDS) {
            return false;
        }
        round++;
        return true;
    }

    /** Which round it is, from 1. */
    int round() {
        return round;
    }

    /**
     * Waits until something is so; fails with its description if that takes too long, or if a child that is needed ends.
     *
     * @param state what is told of how it is, then
     */
    void await(String what, Supplier<?> state, Callable<Boolean> so, Child... needed) {
        try {
            await(what, so, needed);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(e.getMessage() + " It is: " + state.get(), e);
        }
    }

    /** As {@link #await(String, Supplier, Callable, Child...)}. */
    void await(String what, Callable<Boolean> so, Child... needed) {
        Awaitility.await(this + ": " + what)
                .atMost(PATIENCE)
                .pollInterval(AGAIN)
                .failFast(this + ": a child has ended by itself, before " + what, () -> {
                    for (Child child : needed) {
                        if (!child.isAlive()) {
                            return true;
                        }
                    }
                    return false;
                })
                .until(so);
    }

    @Override
    public String toString() {
        return "seed " + seed + ", round " + round;
    }
}
