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
    PERSISTENT,

    /** {@link Durability#SAFE} can be had; where not, appends have to ask for {@link Durability#FAST} by name. */
    SAFE_APPENDS,

    /** An append may depend on a {@link Condition} on the partition that it goes to. */
    CONDITIONS_IN_PARTITION,

    /** An append may depend on conditions on any stream. */
    CONDITIONS_ANYWHERE,

    /** Conditions and {@link StreamSettings#dedupe} hold on streams that are not {@link StreamSettings#guarded}, too. */
    CONDITIONS_UNGUARDED,

    /** Streams recognise events that they have: {@link StreamSettings#dedupe}. */
    DEDUPE,

    /** An event is recognised whatever partition it goes to now, as under another key, or without one. */
    DEDUPE_ACROSS_PARTITIONS,

    /** {@link StreamSettings#compact}. */
    COMPACTION,

    /** What is no longer to be kept is not read any more from that moment on, and {@link Hub#compact()} frees its space. */
    PROMPT_RETENTION,

    /** The events of one subject are found without reading the others. */
    SUBJECT_INDEX,

    /** {@link Hub#backup}. */
    BACKUP,

    /** Several hubs, in several processes, share the storage, and the members of a durable subscription among them. */
    SHARED_GROUPS
}
