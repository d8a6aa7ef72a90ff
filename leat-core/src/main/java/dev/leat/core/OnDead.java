package dev.leat.core;

/** What becomes of an event that is not tried again. */
public enum OnDead {

    /** It goes to the stream {@code <stream>.dead}, with the reason, and the subscription goes on behind it. */
    SET_ASIDE,

    /** The subscription stops before it; {@link Subscription#done()} fails with the reason. */
    STOP
}
