package dev.leat.core;

/** What an engine may or may not be able to do. */
public enum Capability {

    /** All streams can be read in the one order in which their events were recorded. */
    GLOBAL_ORDER,

    /** An append to several streams is one atom. */
    ATOMIC_ACROSS_STREAMS,

    /** Reading can start at a recorded time. */
    RECORDED_TIME,

    /** What {@link Durability#SAFE} acknowledged survives the end of the process. */
    PERSISTENT
}
