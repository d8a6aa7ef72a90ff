package dev.leat.core.delivery;

import dev.leat.core.Append;
import dev.leat.core.Cursor;
import dev.leat.core.LeatException;
import dev.leat.core.Start;
import dev.leat.core.StreamInfo;
import dev.leat.core.pending.Failures;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a durable subscription is to be when it is opened, and whether that is what it has been. Guarded by {@link Deliveries}. */
final class Defining {

    private static final Logger LOGGER = LoggerFactory.getLogger("dev.leat.core.Subscription");

    private final Deliveries hub;
    private final Register register;

    Defining(Deliveries hub, Register register) {
        this.hub = hub;
        this.register = register;
    }

    /**
     * The definition of this name, which is made if there is none, and given another filter if nobody has it open.
     *
     * @param open whether a member in this process has it open
     */
    Definition define(String name, Description wanted, boolean open) {
        Definition known = register.now().get(name);
        if (known == null) {
            add(name, wanted);
            known = hub.required(name);
        }
        if (open || !known.isAs(wanted)) {
            requireSame(known, wanted, open);
        }
        return hub.required(name);
    }

    private void add(String name, Description wanted) {
        Definition definition = Definition.of(name, wanted.streams(), wanted.filter());
        Start start = wanted.start();
        Append append = Append.to(Definitions.STREAM, Definitions.defined(definition));
        for (StreamInfo info : hub.infos(definition)) {
            long[] places = hub.streams().places(info, start == null ? Start.earliest() : start);
            append = append.commit(name, info.name(), Lanes.before(places));
        }
        for (StreamInfo info : Failures.join(hub.streams().engine().describe(Definitions.replays(name)))) {
            // of one that was deleted: what it had to handle again is none of this one's
            append = append.commit(name, info.name(), Lanes.before(hub.streams().places(info, Start.latest())));
        }
        try {
            hub.record(append);
        } catch (LeatException.Fenced e) {
            if (register.now().get(name) == null) {
                throw e;
            }
            // another process has defined it meanwhile, and begun
        }
    }

    private void requireSame(Definition known, Description wanted, boolean open) {
        if (!known.streams().equals(wanted.streams())) {
            throw new LeatException.Invalid(
                    "durable",
                    "'" + known.name() + "' is a subscription of '" + known.streams() + "', not of '" + wanted.streams()
                            + "': delete it, or choose another name");
        }
        if (known.filter().equals(wanted.filter())) {
            return;
        }
        if (open || isOpenElsewhere(known.name())) {
            throw new LeatException.Invalid(
                    "where",
                    "'" + known.name() + "' is open with the filter " + known.filter() + ", not " + wanted.filter()
                            + ": change it with filter(), or choose another name");
        }
        // nobody has it open: a program that was started again with another filter
        LOGGER.info("subscription '{}' takes {} from now on", known.name(), wanted.filter());
        hub.record(Append.to(
                Definitions.STREAM, Definitions.filtered(known.name(), wanted.filter(), hub.committed(known.name()))));
    }

    /** Where processes share subscriptions: whether cursors are refused, as only members may commit them. */
    private boolean isOpenElsewhere(String name) {
        if (!hub.streams().areShared()) {
            return false;
        }
        Append unchanged = new Append(List.of(), null);
        for (Map.Entry<String, Cursor> cursor : hub.committed(name).entrySet()) {
            unchanged = unchanged.commit(name, cursor.getKey(), cursor.getValue());
        }
        try {
            var unused = Failures.join(hub.streams().record(unchanged));
            return false;
        } catch (LeatException.Fenced e) {
            return true;
        }
    }
}
