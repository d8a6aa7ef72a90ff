package dev.leat.core;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * An open set of streams. Thread-safe.
 *
 * <p>What is called per event returns a {@link Pending}; what is called per deployment blocks. Errors are {@link
 * LeatException}s, one type per thing a caller can do about it.
 */
public interface Hub extends AutoCloseable {

    /** Opens a hub with {@linkplain HubOptions#defaults() default options}; see {@link #open(String, HubOptions)}. */
    static Hub open(String uri) {
        return open(uri, HubOptions.defaults());
    }

    /**
     * Opens a hub, or creates it.
     *
     * @param uri a directory ({@code data}, {@code file:data}: the embedded log, which leat-log brings) or {@code
     *     memory:} (lost when closed)
     * @throws LeatException.Invalid if no engine on the class path opens this, naming those that are there
     * @throws LeatException.Fenced if another process or hub has the directory open for writing
     * @throws LeatException.Denied if the directory may not be read or written
     * @throws LeatException.Damaged if what the directory holds cannot be opened
     */
    static Hub open(String uri, HubOptions options) {
        return ServiceLoader.load(HubOpener.class, Hub.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new LeatException.Invalid("class path", "META-INF/services of leat-core is missing"))
                .open(uri, options);
    }

    /** A hub in memory, for tests of your own: lost when closed. */
    static Hub inMemory() {
        return open("memory:");
    }

    /**
     * A stream by its name; nothing is created or checked but the name.
     *
     * @param name 1 to 200 characters of {@code a-z A-Z 0-9 . _ -}, not {@code .} or {@code ..}
     * @throws LeatException.Invalid if the name breaks that rule
     */
    EventStream stream(String name);

    /**
     * Creates a stream; does nothing if it exists with these settings. Blocks.
     *
     * @throws LeatException.Invalid if it exists with other settings, or the name is not one
     */
    EventStream create(String name, StreamSettings settings);

    /** All streams, by name, but for those of Leat's own ({@code _leat.*}). Blocks. */
    List<StreamInfo> streams();

    /**
     * Records events in one or more streams, all or none.
     *
     * <p>May block up to {@link HubOptions#publishWait()} while earlier appends wait for the disk, and once for each
     * stream that it creates.
     */
    Pending<Appended> append(Append append);

    /**
     * Reads all streams in the one order in which their events were recorded, but for what Leat keeps for itself.
     *
     * @throws LeatException.Unsupported if the engine has no such order
     */
    Reading readAll();

    /**
     * Begins to describe a subscription.
     *
     * @param streams the name of a stream, which is created if need be; or of several, with {@code *} for any characters:
     *     streams that come later join with their first event. What was set aside ({@code *.dead}) belongs to a pattern only
     *     if that ends so too
     */
    Subscribing subscribe(String streams);

    /**
     * A durable subscription by its name, whether somebody has it open or not. Not a member of it: closing it does nothing.
     *
     * @throws LeatException.NotFound if there is none of this name
     */
    Subscription subscription(String name);

    /** All durable subscriptions, by name. Blocks. */
    List<SubscriptionInfo> subscriptions();

    /**
     * The cursors committed last under this name ({@link Append#commit}), by stream; empty if there are none. Names of
     * subscriptions and others are the same here: who commits a cursor of its own chooses a name that no subscription has.
     * Blocks.
     */
    Map<String, Cursor> committed(String name);

    /**
     * Removes at once what is no longer to be kept, and keeps only the last event of each key of compacted streams; what hubs
     * do by themselves sooner or later. Blocks until it is done.
     *
     * @return how many bytes that freed
     * @throws LeatException.Unsupported if the engine does it when it likes
     */
    long compact();

    /**
     * Copies this hub as it stands into a directory while it is in use; opening that as a hub is restoring it. What a backup
     * into the same directory copied before is not copied again. Blocks.
     *
     * @param directory empty or absent, or one that holds a backup of this hub
     * @return how many bytes were copied
     * @throws LeatException.Invalid if the directory holds anything else
     * @throws LeatException.Unsupported if the engine has no backups
     */
    long backup(Path directory);

    /** What the engine of this hub can do. */
    Capabilities capabilities();

    /** Has something closed with this hub, before it; what was added last is closed first. */
    void onClose(AutoCloseable resource);

    /**
     * Ends subscriptions, which wait at most 30 s for their handlers; stops taking events, waits at most 30 s for what was
     * taken to be recorded (3 s where brokers are out of reach), syncs, and gives the directory back.
     * A pending result that was not reached fails with {@link LeatException.Closed}. May be called again.
     */
    @Override
    void close();
}
