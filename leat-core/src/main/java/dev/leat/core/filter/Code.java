package dev.leat.core.filter;

/** A compiled expression. Thread-safe. */
@FunctionalInterface
interface Code {

    /** Evaluates to a String, an Integer, a canonical Boolean, or the first {@link Failure} met. */
    Object run(Attributes event);
}
