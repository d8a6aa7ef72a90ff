package dev.leat.core.filter;

import java.util.Optional;

/**
 * Whether an event passes a filter, and if not, why.
 *
 * @param refusing the first conjunct that the event does not pass
 * @param failure why that one could not be evaluated; empty if it is false
 */
public record Verdict(Optional<Conjunct> refusing, Optional<Failure> failure) {

    static final Verdict PASSES = new Verdict(Optional.empty(), Optional.empty());

    public boolean passes() {
        return refusing.isEmpty();
    }
}
