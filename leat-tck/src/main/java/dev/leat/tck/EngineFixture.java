package dev.leat.tck;

import dev.leat.core.Capability;
import dev.leat.core.HubOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/**
 * One storage of the engine under test: fresh when the fixture is made, and gone when it is closed. Used by one test, on one
 * thread.
 */
public interface EngineFixture extends AutoCloseable {

    /** Where hubs open this storage, with its scheme, as in {@code file:/tmp/x}. After {@link #crash()} it may be another. */
    String uri();

    /** The capabilities that the engine declares to lack; it is held to all others. */
    Set<Capability> missing();

    /**
     * What hubs are opened with; suites change what they are about and keep the rest. Its level is that of all that they append
     * where they are not about levels: FAST, where the engine lacks SAFE_APPENDS.
     */
    default HubOptions options() {
        return HubOptions.defaults();
    }

    /** How long suites wait for what must happen, before they fail; not how fast an engine should be. */
    default Duration patience() {
        return Duration.ofSeconds(20);
    }

    /**
     * How many rounds a suite goes where any number says the same, of so many that an engine goes in memory: fewer where each
     * waits for a network. At least 2.
     */
    default int rounds(int most) {
        return most;
    }

    /** How long closing a hub takes that has nothing to wait for, at most. */
    default Duration closing() {
        return Duration.ZERO;
    }

    /**
     * Leaves the storage as a process would that is killed at this moment ({@code kill -9}), while a hub has it open. The
     * suite does not use that hub any more and closes it at the end of the test; what it does then must not reach the
     * storage that {@link #uri()} names from now on. Nothing is being published meanwhile.
     */
    void crash() throws IOException;

    /**
     * Where one more process opens this storage, beside those that have it open: another one at each call. Engines that have
     * SHARED_GROUPS write this.
     */
    default String another() {
        return uri();
    }

    /**
     * Kills one process of several, at any moment: what was opened {@linkplain #another() there} reaches the storage no more,
     * and nobody is told but by its silence. The suite does not use it any more and closes it at the end of the test. Engines
     * that have SHARED_GROUPS write this.
     *
     * @param process as {@link #another} gave it
     */
    default void kill(String process) throws IOException {
        throw new UnsupportedOperationException("a fixture of an engine with SHARED_GROUPS kills " + process);
    }

    /**
     * Whether {@link #pass} moves the clock by which the engine records and forgets, however far. Where not, suites let no
     * more than some seconds pass, and an engine cannot have PROMPT_RETENTION, which they could not hold it to.
     */
    default boolean movesTime() {
        return true;
    }

    /**
     * Lets this much time pass for hubs that were opened with {@link #options()}: moves their clock or, where there is none to
     * be moved, waits.
     */
    void pass(Duration time);

    @Override
    void close() throws IOException;
}
