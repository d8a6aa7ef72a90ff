package dev.leat.kafka.groups;

import dev.leat.core.Append;
import dev.leat.core.Cursor;
import dev.leat.core.LeatException;
import dev.leat.engine.Assignment;
import dev.leat.engine.Membership;
import dev.leat.kafka.client.Clients;
import dev.leat.kafka.client.KafkaFailures;
import dev.leat.kafka.topics.Catalog;
import dev.leat.kafka.topics.StreamTopic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of one group: a consumer, and a thread that polls it. It reads nothing: its polls keep it in the group, however
 * long handlers take, and tell what it has. Thread-safe: the consumer belongs to the thread, other threads leave their wishes
 * and wake it.
 *
 * <p>A member that its group has lost joins it again by itself. One with a {@code group.instance.id} does not leave when it is
 * closed: its partitions wait for it until the session is over. If another process comes with the same id, this member is out
 * for good, else the two would drive each other out for ever.
 */
final class Member implements Membership {

    private static final Logger LOGGER = LoggerFactory.getLogger("dev.leat.kafka.Group");
    private static final Duration POLL = Duration.ofSeconds(1);

    /** While commits wait for the end of a rebalance. */
    private static final Duration POLL_AND_COMMIT = Duration.ofMillis(50);

    private static final Duration LEAVING = Duration.ofSeconds(1);
    private static final Duration MOST_CLOSING = Duration.ofSeconds(5);

    private final String subscription;
    private final Clients clients;
    private final Assignment assignment;
    private final Share share;
    private final CommitQueue queue;
    private final MemberCommits commits;
    private final WantedTopics topics;
    private final Troubles troubles;
    private final Runnable left;
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private final Thread thread;

    private volatile Consumer<byte[], byte[]> consumer;
    private Rebalancing rebalancing;
    private Set<String> subscribed = Set.of();
    private boolean out;

    /**
     * Makes the consumer, which fails if its settings are wrong; {@link #start} joins the group.
     *
     * @param left called by the thread when it is no longer a member
     */
    Member(
            String subscription,
            Set<String> streams,
            Assignment assignment,
            Clients clients,
            Catalog catalog,
            java.util.function.Consumer<Member> left) {
        this.subscription = subscription;
        this.clients = clients;
        this.assignment = assignment;
        this.left = () -> left.accept(this);
        this.consumer = newConsumer();
        this.share = new Share(subscription, consumer.groupMetadata());
        this.queue = new CommitQueue(subscription);
        this.commits = new MemberCommits(subscription, catalog, share, queue);
        this.rebalancing = newRebalancing();
        this.topics = new WantedTopics(clients, streams, this::wake);
        this.troubles = new Troubles(subscription);
        this.thread = new Thread(this::run, "leat-group-" + subscription);
        thread.setDaemon(true);
    }

    private Consumer<byte[], byte[]> newConsumer() {
        try {
            return clients.consumer(
                    Clients.GROUP,
                    MemberSettings.of(
                            clients.location().properties(), clients.names().group(subscription)));
        } catch (RuntimeException e) {
            throw KafkaFailures.of(e, "joining the group of subscription '" + subscription + "'");
        }
    }

    private Rebalancing newRebalancing() {
        return new Rebalancing(
                subscription,
                clients.names(),
                consumer,
                assignment,
                share,
                queue,
                commits,
                MemberSettings.mostGivingUp(clients.location().properties()));
    }

    void start() {
        thread.start();
    }

    /** Those that it has partitions of. */
    Set<String> streams() {
        return share.streams();
    }

    /** As {@link Share#transaction}. */
    Share.Commits transaction(Map<StreamTopic, Cursor> cursors) {
        return share.transaction(cursors);
    }

    @Override
    public void streams(Set<String> now) {
        topics.streams(now);
        wake();
    }

    /** Commits cursors: of the partitions that it has, Fenced where it has none of a stream. */
    CompletableFuture<@Nullable Void> commit(List<Append.Commit> cursors) {
        CompletableFuture<@Nullable Void> done = queue.add(cursors);
        wake();
        return done;
    }

    private void wake() {
        consumer.wakeup();
        LockSupport.unpark(thread);
    }

    private void run() {
        try {
            while (!queue.isClosed()) {
                turn();
            }
        } finally {
            leave();
        }
    }

    private void turn() {
        try {
            subscribe();
            poll(commits.run(consumer) ? POLL : POLL_AND_COMMIT);
            troubles.over();
        } catch (WakeupException e) {
            // somebody wants something: the next turn sees to it
        } catch (FencedInstanceIdException e) {
            LOGGER.error(
                    "subscription '{}' gets no more events here: another process has its group.instance.id; give each"
                            + " process one of its own, and open it again",
                    subscription);
            out = true;
            subscribed = Set.of();
            rebalancing.lostAll();
        } catch (RetriableException | TopicAuthorizationException | InvalidTopicException e) {
            pause(troubles.again(e));
        } catch (RuntimeException e) {
            pause(troubles.again(e));
            again();
        }
    }

    private void poll(Duration most) {
        if (queue.isClosed()) {
            return;
        }
        if (subscribed.isEmpty()) {
            LockSupport.parkNanos(most.toNanos());
        } else {
            var unused = consumer.poll(most);
            share.now(consumer.groupMetadata());
        }
    }

    private void subscribe() {
        Set<String> now = topics.now();
        if (!out && !now.equals(subscribed)) {
            consumer.subscribe(now, rebalancing);
            subscribed = now;
        }
    }

    /** Joins anew: Kafka's consumer does not recover from some errors. */
    private void again() {
        if (queue.isClosed()) {
            return;
        }
        rebalancing.lostAll();
        try {
            Consumer<byte[], byte[]> fresh = newConsumer();
            Consumer<byte[], byte[]> old = consumer;
            consumer = fresh;
            close(old, Duration.ZERO);
            share.now(fresh.groupMetadata());
            rebalancing = newRebalancing();
            subscribed = Set.of();
        } catch (LeatException e) {
            pause(troubles.again(e));
        }
    }

    /** Waits, but not for long while commits wait. */
    private void pause(Duration wait) {
        long began = System.nanoTime();
        long left = wait.toNanos();
        while (left > 0 && !queue.isClosed()) {
            LockSupport.parkNanos(Math.min(left, POLL_AND_COMMIT.toNanos()));
            Duration most = queue.first() == null ? wait : POLL_AND_COMMIT;
            left = most.toNanos() - (System.nanoTime() - began);
        }
    }

    private void leave() {
        commits.runLast(consumer);
        share.remove(share.all());
        close(consumer, LEAVING);
        left.run();
        ended.complete(null);
    }

    private void close(Consumer<?, ?> one, Duration most) {
        try {
            one.close(CloseOptions.timeout(most));
        } catch (RuntimeException e) {
            LOGGER.debug("the consumer of subscription '{}' could not be closed in order", subscription, e);
        }
    }

    /** Asks the thread to leave, and does not wait for it. */
    void beginClosing() {
        queue.close();
        wake();
    }

    /** Makes the commits that were called before, and leaves; takes 5 s at most if the brokers are out of reach. */
    @Override
    public void close() {
        beginClosing();
        if (Thread.currentThread() != thread) {
            var unused = ended.copy()
                    .completeOnTimeout(null, MOST_CLOSING.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        }
    }
}
