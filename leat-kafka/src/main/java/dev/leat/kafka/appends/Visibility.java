package dev.leat.kafka.appends;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Waits until readers see what a transaction has committed: the brokers acknowledge a commit some moments before. Thread-safe.
 */
final class Visibility {

    /** What is committed and not visible by then stands behind an open transaction of somebody else. */
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final ListOffsetsOptions COMMITTED = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);

    private final Admin admin;

    Visibility(Admin admin) {
        this.admin = admin;
    }

    /**
     * Returns when readers see all up to these offsets; also if that takes too long or cannot be told: they are stored.
     *
     * @param ends the last offset in each partition
     */
    void await(Map<TopicPartition, Long> ends) {
        long deadline = System.nanoTime() + MOST_NANOS;
        Map<TopicPartition, Long> left = ends;
        while (!left.isEmpty()) {
            try {
                left = hidden(left, deadline - System.nanoTime());
            } catch (ExecutionException | TimeoutException e) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (!left.isEmpty()) {
                if (System.nanoTime() - deadline > 0) {
                    return;
                }
                LockSupport.parkNanos(AGAIN_NANOS);
            }
        }
    }

    private Map<TopicPartition, Long> hidden(Map<TopicPartition, Long> ends, long nanos)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        ends.keySet().forEach(partition -> asked.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, Long> hidden = new HashMap<>(ends);
        admin.listOffsets(asked, COMMITTED)
                .all()
                .get(nanos, TimeUnit.NANOSECONDS)
                .forEach((partition, visible) ->
                        hidden.computeIfPresent(partition, (same, end) -> visible.offset() > end ? null : end));
        return hidden;
    }
}
