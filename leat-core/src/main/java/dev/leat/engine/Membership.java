package dev.leat.engine;

import java.util.Set;

/** A member of a subscription's group, in this process. Thread-safe. */
public interface Membership extends AutoCloseable {

    /** Partitions of these streams are shared out from now on, and of no others. */
    void streams(Set<String> now);

    /**
     * Leaves: others get what it has. When this returns, the assignment hears nothing more. What it had is not {@linkplain
     * Assignment#revoked revoked} first: who leaves has committed before. May be called again.
     */
    @Override
    void close();
}
