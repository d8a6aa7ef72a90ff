package dev.leat.server.demo;

import dev.leat.core.SubscriptionInfo;
import dev.leat.server.cli.Counts;
import dev.leat.server.cli.Output;
import dev.leat.server.cli.Rows;
import dev.leat.server.cli.Session;
import java.util.List;

/** What the demonstration found, and what to try next. */
final class Summary {

    private static final int BUSIEST = 5;

    /** How the launcher was called, so that what is shown can be typed. */
    private static final String COMMAND = Session.quoted(System.getProperty("leat.command", "leat"));

    private final Output out;
    private final String hub;
    private final boolean directory;
    private final String stream;

    Summary(Session session, String stream) {
        this.out = session.out();
        this.hub = session.hubOptions();
        this.directory = session.isDirectory();
        this.stream = stream;
    }

    /**
     * @param each what holds of each published event
     * @param journals of the readers, the first and the last of which have seen all events
     */
    void write(
            double publishedPerSecond,
            String each,
            List<Journal> journals,
            List<SubscriptionInfo> handled,
            Subscribers.Resumed late) {
        Journal all = journals.get(0);
        out.line("");
        out.line("Published " + Counts.format(Math.round(publishedPerSecond)) + " events a second, " + each + ".");
        Rows readers = new Rows("reader", "began at", "events", "events a second");
        for (Journal journal : journals) {
            readers.add(journal.reader, journal.began, journal.events(), Math.round(journal.perSecond()));
        }
        table(readers);
        subscriptions(handled, late);
        out.line("Busiest airports");
        Rows airports = new Rows("airport", "departures", "mean delay");
        for (Journal.Airport airport : all.busiest(BUSIEST)) {
            airports.add(airport.code(), airport.flights(), airport.delays() / airport.flights() + " min");
        }
        table(airports);
        out.line("Longest delays");
        Rows delays = new Rows("position", "time", "from", "to", "delay");
        for (Journal.Delayed flight : all.delayed()) {
            delays.add(
                    flight.position().toString(),
                    String.valueOf(flight.time()),
                    flight.origin(),
                    flight.destination(),
                    flight.minutes() / 60 + " h " + flight.minutes() % 60 + " min");
        }
        table(delays);
        next(all.delayed().get(0));
    }

    private void subscriptions(List<SubscriptionInfo> handled, Subscribers.Resumed late) {
        Rows subscriptions = new Rows("subscription", "takes", "handled", "set aside");
        for (SubscriptionInfo info : handled) {
            subscriptions.add(info.name(), info.filter().toString(), info.handled(), info.dead());
        }
        subscriptions.add(late.name(), "all", late.before() + late.after(), 0L);
        subscriptions.table().forEach(line -> out.line("  " + line));
        out.line("  " + Subscribers.REFUNDS + " fails below " + Subscribers.SHORTEST_REFUNDED
                + " miles: such a flight is tried " + Subscribers.ATTEMPTS + " times, then set aside.");
        out.line("  " + late.name() + " was stopped after " + Counts.format(late.before(), "event")
                + " and went on with " + Counts.format(late.after()) + "; " + Counts.format(late.twice())
                + " came twice.");
        out.line("");
    }

    private void table(Rows rows) {
        rows.table().forEach(line -> out.line("  " + line));
        out.line("");
    }

    private void next(Journal.Delayed longest) {
        out.line("Try next");
        for (String command : List.of(
                "read " + stream + " --limit 1 --from " + longest.position(),
                "read " + stream + " --where \"subject = 'DFW' AND delay > 240\" --limit 3",
                "subscription list",
                "dead list --subscription " + Subscribers.REFUNDS,
                "publish hello --type greeting --source /me --data '{\"text\":\"hello\"}'",
                "read hello --follow",
                "stream list",
                "verify")) {
            if (directory || !command.equals("verify")) {
                out.line("  " + COMMAND + " " + command + hub);
            }
        }
    }
}
