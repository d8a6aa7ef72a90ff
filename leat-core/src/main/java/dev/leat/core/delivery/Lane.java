package dev.leat.core.delivery;

import dev.leat.core.Subscribing;
import dev.leat.engine.Engine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One partition as a group works on it. Guarded by the group, but for {@link #readable}. */
final class Lane {

    private static final Logger LOGGER = LoggerFactory.getLogger("dev.leat.core.Subscription");

    /** So many events are polled at once at most, so that several partitions take turns. */
    private static final int MOST_POLLED = 256;

    final String stream;
    final int partition;
    final Feed feed;
    final Progress progress;

    /** Whether a worker polls the feed. */
    boolean fetching;

    /** Whether the feed may have something. */
    volatile boolean readable = true;

    /** The first offset behind the committed cursor; -1: none is committed. */
    long committed = -1;

    /** How many of its events are being handled or set aside. */
    int held;

    /** Nothing more of it begins: another process is to have it. */
    boolean leaving;

    /** Another process has it, or may have: what is still done here does not count. */
    boolean gone;

    /** A partition from this offset on. */
    static Lane of(Engine engine, Tail tail, Filters filters, long next, Group group) {
        Lane[] lane = new Lane[1];
        Feed feed = new Feed(
                engine, tail, filters, next, () -> group.signal(lane[0]), offsets -> lane[0].expired(group, offsets));
        lane[0] = new Lane(tail.stream(), tail.partition(), feed, next);
        return lane[0];
    }

    private Lane(String stream, int partition, Feed feed, long next) {
        this.stream = stream;
        this.partition = partition;
        this.feed = feed;
        this.progress = new Progress(Subscribing.MOST_IN_PROGRESS, next);
    }

    /** The feed has passed over what is no longer kept. */
    private void expired(Group group, long offsets) {
        group.locked(() -> group.lanes.expired(offsets));
        LOGGER.warn(
                "subscription '{}' misses {} offsets of stream '{}' before {}:{}: they expired before it came to them",
                group.name,
                offsets,
                stream,
                partition,
                feed.position());
    }

    /** Whether nobody here does anything with it. */
    boolean isIdle() {
        return !fetching && held == 0;
    }

    /** How many more events may be taken. */
    int room(boolean durable) {
        int held = progress.inProgress() + (durable ? progress.finishedUncommitted() : 0);
        return Math.min(MOST_POLLED, Subscribing.MOST_IN_PROGRESS - held);
    }

    /** The first offset that is not handled or passed over. */
    long next() {
        if (!fetching) {
            progress.passed(feed.passed());
        }
        return progress.next();
    }
}
