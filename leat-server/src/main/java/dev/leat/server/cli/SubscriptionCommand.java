package dev.leat.server.cli;

import dev.leat.core.Cursor;
import dev.leat.core.Hub;
import dev.leat.core.LeatException;
import dev.leat.core.Start;
import dev.leat.core.StreamInfo;
import dev.leat.core.Subscription;
import dev.leat.core.SubscriptionInfo;
import dev.leat.core.filter.Filter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows and changes durable subscriptions; {@link SubscribeCommand} makes them. */
@Command(
        name = "subscription",
        description = "Shows, moves, pauses and deletes durable subscriptions; leat subscribe --name makes them.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = StreamCommand.EXAMPLES,
        footer = {
            "  leat subscription list",
            "  leat subscription describe billing",
            "  leat subscription seek billing --to -1h"
        })
public final class SubscriptionCommand implements Callable<Integer> {

    private static final String DEAD = ".dead";

    private final Session session;

    @Spec
    CommandSpec spec;

    public SubscriptionCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(session.err());
        return ExitCode.INVALID;
    }

    // ---- showing

    @Command(
            description = {
                "Lists all durable subscriptions.",
                "Lag counts offsets behind the cursor: no fewer than there are events to come."
            },
            footerHeading = StreamCommand.EXAMPLES,
            footer = "  leat subscription list --json")
    void list(@Mixin Rows.Form form) {
        Rows rows = new Rows("subscription", "stream", "lag", "state", "where");
        try (Hub hub = session.openToRead()) {
            for (SubscriptionInfo info : hub.subscriptions()) {
                rows.add(info.name(), info.streams(), info.lag(), state(info), where(info));
            }
        }
        rows.writeTo(session, form);
    }

    @Command(
            description = {
                "Shows how a subscription stands in each of its streams.",
                "The cursor is what has been handled or passed over; expired counts offsets behind it that are no longer"
                        + " kept and will be passed over; dead counts events set aside and not dealt with;"
                        + " a filter that was changed holds from 'where from' on."
            },
            footerHeading = StreamCommand.EXAMPLES,
            footer = "  leat subscription describe billing")
    void describe(
            @Parameters(paramLabel = "NAME", description = "The subscription.") String name, @Mixin Rows.Form form) {
        Rows rows =
                new Rows("subscription", "stream", "cursor", "lag", "expired", "dead", "state", "where", "where from");
        try (Hub hub = session.openToRead()) {
            SubscriptionInfo info = hub.subscription(name).info();
            Map<String, Long> dead = dead(hub.subscription(name));
            for (String stream : streams(info)) {
                Cursor cursor = info.cursors().getOrDefault(stream, Cursor.NOTHING);
                Cursor since = info.filterSince().get(stream);
                Optional<StreamInfo> kept = stream(hub, stream);
                rows.add(
                        name,
                        stream,
                        cursor.seen().isEmpty() ? null : cursor.toString(),
                        kept.map(span -> lag(span, cursor)).orElse(null),
                        kept.map(span -> expired(span, cursor)).orElse(null),
                        dead.getOrDefault(stream + DEAD, 0L),
                        state(info),
                        where(info),
                        since == null ? null : behind(since));
            }
        }
        rows.writeTo(session, form);
    }

    private static Map<String, Long> dead(Subscription subscription) {
        Map<String, Long> dead = new HashMap<>();
        subscription.dead().list(Filter.all()).forEach(letter -> dead.merge(letter.stream(), 1L, Long::sum));
        return dead;
    }

    /** Those that it has come to; if none, what it is a subscription of. */
    private static Set<String> streams(SubscriptionInfo info) {
        Set<String> streams = new TreeSet<>(info.cursors().keySet());
        if (streams.isEmpty()) {
            streams.add(info.streams());
        }
        return streams;
    }

    private static Optional<StreamInfo> stream(Hub hub, String name) {
        return hub.streams().stream().filter(info -> info.name().equals(name)).findFirst();
    }

    private static long lag(StreamInfo stream, Cursor cursor) {
        long lag = 0;
        for (int partition = 0; partition < stream.partitions().size(); partition++) {
            StreamInfo.Span span = stream.partitions().get(partition);
            lag += span.next() - Math.max(span.first(), cursor.next(partition));
        }
        return lag;
    }

    /** How many offsets the stream no longer keeps that the subscription had not come to. */
    private static long expired(StreamInfo stream, Cursor cursor) {
        long expired = 0;
        for (int partition : cursor.seen().keySet()) {
            expired += Math.max(0, stream.partitions().get(partition).first() - cursor.next(partition));
        }
        return expired;
    }

    private static String state(SubscriptionInfo info) {
        return info.paused() ? "paused" : "active";
    }

    private static @Nullable String where(SubscriptionInfo info) {
        return info.filter().equals(Filter.all()) ? null : info.filter().toString();
    }

    /** The first positions that a cursor has not seen. */
    private static String behind(Cursor cursor) {
        StringJoiner text = new StringJoiner(",");
        cursor.seen().keySet().forEach(partition -> text.add(partition + ":" + cursor.next(partition)));
        return text.toString();
    }

    // ---- changing

    @Command(
            description = {
                "Has a subscription go on elsewhere.",
                "What the stream does not keep, or does not have yet, is refused; with --clamp the nearest place that it"
                        + " has is taken."
            },
            footerHeading = StreamCommand.EXAMPLES,
            footer = {
                "  leat subscription seek billing --to earliest",
                "  leat subscription seek billing --to 0:41 --clamp",
                "  leat subscription seek billing --to 2026-11-01T00:00Z"
            })
    void seek(
            @Parameters(paramLabel = "NAME", description = "The subscription.") String name,
            @Option(
                            names = "--to",
                            paramLabel = "START",
                            required = true,
                            description = "earliest, latest, a position (0:41), after:0:41,1:17, a recorded time"
                                    + " (2026-11-01T00:00Z) or an age (-1h).")
                    String to,
            @Option(names = "--clamp", description = "Takes the nearest place that the stream has.") boolean clamp) {
        Start wanted = Start.parse(to);
        change(name, (hub, subscription) -> {
            boolean placed = wanted instanceof Start.At || wanted instanceof Start.After;
            String streams = subscription.info().streams();
            if (placed && streams.indexOf('*') >= 0) {
                throw new LeatException.Invalid(
                        "--to",
                        to + " belongs to one stream, and '" + name + "' is a subscription of '" + streams
                                + "': seek to earliest, latest, a time or an age");
            }
            subscription.seek(placed && clamp ? Clamp.to(hub.stream(streams).info(), wanted) : wanted);
            return "goes on at its new place";
        });
    }

    @Command(
            description = {
                "Gives a subscription another filter, and keeps its cursor.",
                "The new one holds for what has not been handled yet; describe shows from where on."
            },
            footerHeading = StreamCommand.EXAMPLES,
            footer = "  leat subscription filter billing --where \"type = 'order.paid'\"")
    void filter(
            @Parameters(paramLabel = "NAME", description = "The subscription.") String name,
            @Option(
                            names = "--where",
                            paramLabel = "CESQL",
                            required = true,
                            description = "Only events that match; TRUE: all.")
                    String where) {
        var unused = Filter.parse(where); // wrong whether there is such a subscription or not
        change(name, (hub, subscription) -> {
            subscription.filter(where);
            return "has another filter";
        });
    }

    @Command(
            description = "Pauses a subscription, also for later members, until it is resumed.",
            footerHeading = StreamCommand.EXAMPLES,
            footer = "  leat subscription pause billing")
    void pause(@Parameters(paramLabel = "NAME", description = "The subscription.") String name) {
        change(name, (hub, subscription) -> {
            subscription.pause();
            return "is paused";
        });
    }

    @Command(
            description = "Resumes a subscription that is paused.",
            footerHeading = StreamCommand.EXAMPLES,
            footer = "  leat subscription resume billing")
    void resume(@Parameters(paramLabel = "NAME", description = "The subscription.") String name) {
        change(name, (hub, subscription) -> {
            subscription.resume();
            return "is resumed";
        });
    }

    @Command(
            description = "Forgets a subscription, with its cursor. What it has set aside stays in the stream.",
            footerHeading = StreamCommand.EXAMPLES,
            footer = "  leat subscription delete billing")
    void delete(@Parameters(paramLabel = "NAME", description = "The subscription.") String name) {
        change(name, (hub, subscription) -> {
            subscription.delete();
            return "is deleted";
        });
    }

    /** Changes a subscription and says what has become of it. */
    private interface Change {
        String make(Hub hub, Subscription subscription);
    }

    /** Looks before the hub is opened for writing, which would create what is not there. */
    private void change(String name, Change change) {
        try (Hub hub = session.openToRead()) {
            var unused = hub.subscription(name);
        }
        try (Hub hub = session.open()) {
            session.err().println("subscription " + name + " " + change.make(hub, hub.subscription(name)));
        }
    }
}
