package dev.leat.core;

import java.util.Map;

/**
 * What an engine can do.
 *
 * @param missing what it cannot do, with the reason that the user is shown
 */
public record Capabilities(Map<Capability, String> missing) {

    public Capabilities {
        missing = Map.copyOf(missing);
    }

    public boolean has(Capability capability) {
        return !missing.containsKey(capability);
    }

    /**
     * Passes if the engine can do it.
     *
     * @throws LeatException.Unsupported if it cannot, with the reason
     */
    public void require(Capability capability) {
        String reason = missing.get(capability);
        if (reason != null) {
            throw new LeatException.Unsupported(capability, reason);
        }
    }
}
