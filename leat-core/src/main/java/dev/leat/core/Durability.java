package dev.leat.core;

/** What an acknowledged append survives. */
public enum Durability {

    /** Survives power loss: acknowledged once it has been synced to the disk. */
    SAFE,

    /** Survives a killed process; synced in the background at least every second, which is what power loss can cost. */
    FAST
}
