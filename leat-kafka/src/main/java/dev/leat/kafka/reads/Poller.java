package dev.leat.kafka.reads;

import dev.leat.kafka.client.Clients;
import dev.leat.kafka.client.KafkaFailures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * One consumer and the thread that polls it for the windows it has. Only that thread uses the consumer, but for waking it; what is
 * marked so is guarded by the lock of {@link Windows}.
 */
final class Poller implements Runnable {

    /** How long a broker may keep a request that finds nothing, and with it those that come after. */
    private static final Duration LIVE_WAIT = Duration.ofMillis(100);

    private static final Duration HISTORY_WAIT = Duration.ofMillis(5);

    private static final int FETCH_BYTES = 8 << 20;
    private static final int POLL_RECORDS = 10_000;
    private static final Duration LEAVE = Duration.ofSeconds(1);
    private static final long FAR = TimeUnit.DAYS.toNanos(1);

    /** Whether it stands at the tails of partitions. */
    final boolean live;

    /** By partition: a consumer stands at one place of each. Guarded. */
    final Map<TopicPartition, Window> windows = new HashMap<>();

    /** Whether it is about to wait for brokers, and only {@link Consumer#wakeup} helps. Guarded. */
    boolean polling;

    /** Whether there is something to do, while it rests. Guarded. */
    private boolean woken;

    private final Clients clients;
    private final Windows owner;
    private final Condition changed;
    private final Thread thread;

    /** When the first of its reads must be answered. Guarded. */
    private long soonest = System.nanoTime() + FAR;

    /** When its turn ends by itself. Guarded. */
    private long turnEnds = System.nanoTime();

    private volatile @Nullable Consumer<byte[], byte[]> consumer;

    /** What the consumer has been told. */
    private final Map<TopicPartition, Window> placed = new HashMap<>();

    Poller(Clients clients, Windows owner, Condition changed, boolean live) {
        this.clients = clients;
        this.owner = owner;
        this.changed = changed;
        this.live = live;
        this.thread = new Thread(this, clients.id() + (live ? "-tails" : "-history"));
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Waits for its end, unless it is the caller's own thread. */
    void join(long nanos) throws InterruptedException {
        if (Thread.currentThread() != thread && nanos > 0) {
            TimeUnit.NANOSECONDS.timedJoin(thread, nanos);
        }
    }

    // ---- under the lock of the windows

    /** There is something new to do. */
    void wake() {
        Consumer<byte[], byte[]> waiting = consumer;
        if (polling && waiting != null) {
            waiting.wakeup();
        } else {
            woken = true;
            changed.signal();
        }
    }

    /** A read must be answered by then. */
    void expect(long deadline) {
        if (deadline - soonest < 0) {
            soonest = deadline;
            if (deadline - turnEnds < 0) {
                wake();
            }
        }
    }

    /** Whether a read may have to be answered now; what is left is to be expected anew. */
    boolean isDue(long now) {
        boolean due = soonest - now <= 0;
        if (due) {
            soonest = now + FAR;
        }
        return due;
    }

    /** Begins a turn, of this time at most. */
    long turn(long most) {
        long now = System.nanoTime();
        long nanos = Math.max(0, Math.min(most, soonest - now));
        turnEnds = now + nanos;
        return nanos;
    }

    /** Waits until it is woken; if it has windows, no longer than this. */
    void rest(long nanos) {
        long left = windows.isEmpty() ? FAR : nanos;
        woken = false;
        try {
            while (!woken && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            // nobody has reason to; it looks again, as it would when woken
        }
    }

    // ---- on its own thread

    @Override
    public void run() {
        try {
            Consumer<byte[], byte[]> mine = clients.consumer(live ? "tails" : "history", settings());
            consumer = mine;
            try {
                boolean more = true;
                while (more) {
                    more = turn(mine);
                }
            } finally {
                mine.close(CloseOptions.timeout(LEAVE));
            }
        } catch (RuntimeException | Error e) {
            owner.broken(this, KafkaFailures.of(e, "reading"));
        }
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) (live ? LIVE_WAIT : HISTORY_WAIT).toMillis());
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS);
        return settings;
    }

    private boolean turn(Consumer<byte[], byte[]> mine) {
        Plan plan = owner.plan(this);
        if (plan == null || plan.fetched().isEmpty()) {
            return plan != null;
        }
        try {
            place(mine, plan);
            owner.arrived(this, arrivals(mine, mine.poll(Duration.ofNanos(plan.nanos()))));
        } catch (WakeupException e) {
            owner.arrived(this, List.of());
        } catch (OffsetOutOfRangeException e) {
            owner.lost(this, e.partitions());
        } catch (TopicAuthorizationException e) {
            owner.failed(
                    this,
                    window -> e.unauthorizedTopics().contains(window.topic.topic()),
                    KafkaFailures.of(e, "reading", "READ on topics " + e.unauthorizedTopics()));
        } catch (RuntimeException e) {
            owner.failed(this, window -> true, KafkaFailures.of(e, "reading"));
        }
        return true;
    }

    /** Has the consumer stand where the windows go on. */
    private void place(Consumer<byte[], byte[]> mine, Plan plan) {
        Map<TopicPartition, Window> wanted = new HashMap<>();
        plan.fetched().forEach(window -> wanted.put(window.partition, window));
        plan.paused().forEach(window -> wanted.put(window.partition, window));
        if (!wanted.keySet().equals(placed.keySet())) {
            mine.assign(wanted.keySet());
            placed.keySet().retainAll(wanted.keySet());
        }
        wanted.forEach((partition, window) -> {
            if (placed.put(partition, window) != window) {
                mine.seek(partition, window.next());
            }
        });
        Set<TopicPartition> paused = mine.paused();
        Set<TopicPartition> pause = partitions(plan.paused());
        pause.removeAll(paused);
        mine.pause(pause);
        Set<TopicPartition> resume = partitions(plan.fetched());
        resume.retainAll(paused);
        mine.resume(resume);
    }

    private static Set<TopicPartition> partitions(List<Window> windows) {
        Set<TopicPartition> partitions = new HashSet<>();
        windows.forEach(window -> partitions.add(window.partition));
        return partitions;
    }

    private List<Arrival> arrivals(Consumer<byte[], byte[]> mine, ConsumerRecords<byte[], byte[]> polled) {
        List<Arrival> arrivals = new ArrayList<>();
        polled.nextOffsets().forEach((partition, behind) -> {
            Window window = placed.get(partition);
            if (window != null) {
                List<ConsumerRecord<byte[], byte[]>> records = polled.records(partition);
                long next = behind.offset();
                long end = next + mine.currentLag(partition).orElse(0);
                arrivals.add(new Arrival(window, records, next, end));
            }
        });
        return arrivals;
    }

    @Override
    public String toString() {
        return thread.getName();
    }
}
