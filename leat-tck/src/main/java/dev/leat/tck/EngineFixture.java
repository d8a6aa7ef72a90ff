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

    /** What hubs are opened with; suites change what they are about and keep the rest. */
    default HubOptions options() {
        return HubOptions.defaults();
    }

    /** How long suites wait for what must happen, before they fail; not how fast an engine should be. */
    default Duration patience() {
        return Duration.ofSeconds(20);
    }

    /**
     * Leaves the storage as a process would that is killed at this moment ({@code kill -9}), while a hub has it open. The
     * suite does not use that hub any more and closes it at the end of the test; what it does then must not reach the
     * storage that {@link #uri()} names from now on. Nothing is being published meanwhile.
     */
    void crash() throws IOException;

    /**
     * Lets this much time pass for hubs that were opened with {@link #options()}: moves their clock or, where there is none to
     * be moved, waits.
     */
    void pass(Duration time);

    @Override
    void close() throws IOException;
}
