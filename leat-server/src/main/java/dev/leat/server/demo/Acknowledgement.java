package dev.leat.server.demo;

import dev.leat.core.Capability;
import dev.leat.core.Durability;
import dev.leat.core.Hub;
import dev.leat.server.cli.Session;
import org.jspecify.annotations.Nullable;

/**
 * What it means in this run that an event has been published, in words.
 *
 * @param when an event is acknowledged
 * @param published what holds of each published event
 * @param lowered what is given up, and why; null if nothing is that the hub could have given
 */
record Acknowledgement(
        String when, String published, @Nullable String lowered) {

    static Acknowledgement of(Session session, Hub hub) {
        boolean safe = session.durability() == Durability.SAFE;
        if (session.isDirectory()) {
            return safe
                    ? new Acknowledgement("once it is safe on the disk", "each synced", null)
                    : new Acknowledgement("before it is safe on the disk (--fast)", "synced behind them", null);
        }
        String reason = hub.capabilities().missing().get(Capability.SAFE_APPENDS);
        return safe
                ? new Acknowledgement("once it is safe on several brokers", "each on several brokers", null)
                : new Acknowledgement(
                        "once a broker has it, before it is safe on a disk (--fast)",
                        "each acknowledged by its broker",
                        reason == null ? null : "What --fast gives up cannot be had here: " + reason + ".");
    }
}
