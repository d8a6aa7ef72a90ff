package dev.leat.server.cli;

import dev.leat.core.Durations;
import dev.leat.core.Hub;
import dev.leat.core.LeatException;
import dev.leat.core.OnDead;
import dev.leat.core.Retry;
import dev.leat.core.Start;
import dev.leat.core.Subscribing;
import dev.leat.core.SubscriptionInfo;
import dev.leat.core.filter.Filter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Handles a stream's events: prints them, runs a command for each, or talks to a program about them. */
@Command(
        name = "subscribe",
        description = {
            "Handles the events of a stream as they come, until Ctrl-C: writes them as JSON lines, or runs a command.",
            "With --name what has been handled is kept, and the next time it goes on behind that; one process at a time"
                    + " can have it open, and nobody else can publish meanwhile. Without, it changes nothing."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  leat subscribe orders --where \"type = 'order.placed'\"",
            "  leat subscribe orders --name mail --exec ./send-mail --retry 5 --until-caught-up",
            "  leat subscribe 'orders.*' --name index --exec 'python3 index.py' --jsonl --concurrency 4",
            "  leat subscribe orders --name copy --until-caught-up > orders.jsonl"
        })
public final class SubscribeCommand implements Callable<Integer> {

    private final Session session;

    @Parameters(paramLabel = "STREAM", description = "The stream; with * for any characters, all that match.")
    String stream;

    @Option(names = "--name", paramLabel = "NAME", description = "Keeps under this name what has been handled.")
    @Nullable
    String name;

    @Option(
            names = "--where",
            paramLabel = "CESQL",
            description = "Only events that match, as in \"type = 'order.placed' AND region = 'eu'\".")
    @Nullable
    String where;

    @Option(
            names = "--from",
            paramLabel = "START",
            description = "Where to begin, as leat read has it; else at the earliest event with --name, at the latest"
                    + " without. Counts only the first time a name is used.")
    @Nullable
    String from;

    @Option(
            names = "--exec",
            paramLabel = "CMD",
            description = "Runs CMD by sh for each event, which it gets as JSON on stdin; exit code 0 acknowledges.")
    @Nullable
    String exec;

    @Option(
            names = "--jsonl",
            description = "CMD runs on, gets a JSON line for each event and answers {\"ack\":\"STREAM/POSITION\"} or"
                    + " {\"nack\":\"STREAM/POSITION\",\"reason\":\"...\"}; without CMD: on stdout and stdin.")
    boolean jsonl;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            defaultValue = "1",
            description = "Handles events of up to so many keys at once; 1 (the default) to 1000.")
    int concurrency;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "How long CMD may take for an event before it is killed: 500ms, 30s, 5m; else for ever.")
    @Nullable
    String timeout;

    @Option(
            names = "--retry",
            paramLabel = "N",
            defaultValue = "10",
            description = "How often an event is tried in all (10), 100 ms to 30 s apart.")
    int retry;

    @Option(
            names = "--on-dead",
            paramLabel = "ACTION",
            description = "What becomes of an event that is not tried again: set-aside (see leat dead; the default with"
                    + " --name) or stop.")
    @Nullable
    String onDead;

    @Option(names = "--limit", paramLabel = "N", description = "Ends after so many events have been handled.")
    @Nullable
    Long limit;

    @Option(
            names = "--until-caught-up",
            description = "Ends when all that was there at the beginning has been handled.")
    boolean untilCaughtUp;

    public SubscribeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        check();
        Duration most = timeout == null ? null : Durations.parse("--timeout", timeout);
        Start start = from == null ? null : Start.parse(from);
        Filter filter = where == null ? null : Filter.parse(where);
        requireStream();
        try (Hub hub = name == null ? session.openToRead() : session.open()) {
            Subscribing wanted = hub.subscribe(stream)
                    .concurrency(concurrency)
                    .retry(Retry.times(retry))
                    .onDead(onDead());
            wanted = start == null ? wanted : wanted.from(start);
            wanted = name == null ? wanted : wanted.durable(name);
            Filter holds = filter == null ? known(hub) : same(hub, filter);
            Consumption run = new Consumption(session, name != null, limit == null ? Long.MAX_VALUE : limit);
            run.consume(wanted.where(holds), recipient(most, run), untilCaughtUp);
        }
        return ExitCode.OK;
    }

    private void check() {
        if (timeout != null && exec == null && !jsonl) {
            throw new LeatException.Invalid("--timeout", timeout + " goes with --exec or --jsonl only");
        }
        if (limit != null && limit < 1) {
            throw new LeatException.Invalid("--limit", limit + " is none; give 1 or more");
        }
    }

    private OnDead onDead() {
        String wanted = onDead != null ? onDead : name == null ? "stop" : "set-aside";
        if (wanted.equals("stop")) {
            return OnDead.STOP;
        }
        if (!wanted.equals("set-aside")) {
            throw new LeatException.Invalid("--on-dead", "'" + wanted + "' is neither set-aside nor stop");
        }
        if (name == null) {
            throw new LeatException.Invalid(
                    "--on-dead", "set-aside goes with --name only: what is set aside is found by that");
        }
        return OnDead.SET_ASIDE;
    }

    /** Looks before anything is created: here, what is not there is a typing error. */
    private void requireStream() {
        try (Hub hub = session.openToRead()) {
            if (stream.indexOf('*') < 0) {
                var unused = hub.stream(stream).info();
            }
        }
    }

    private Recipient recipient(@Nullable Duration most, Consumption run) {
        if (exec == null) {
            return jsonl ? new Dialogue(session, most, run::end) : new Printing(session.out());
        }
        Shell shell = new Shell(exec, session.err(), most);
        return jsonl ? new LineWorkers(shell) : new CommandRuns(shell, session.out());
    }

    // ---- a name that is in use

    private Filter known(Hub hub) {
        return inUse(hub).map(SubscriptionInfo::filter).orElse(Filter.all());
    }

    private Filter same(Hub hub, Filter filter) {
        Optional<SubscriptionInfo> known = inUse(hub);
        if (known.isPresent() && !known.get().filter().equals(filter)) {
            throw new LeatException.Invalid(
                    "--where",
                    "'" + name + "' takes " + known.get().filter() + ", not " + filter
                            + ": leave --where out, change it by leat subscription filter, or choose another name");
        }
        return filter;
    }

    /** How the name is in use; refused where that is for other streams, or paused. */
    private Optional<SubscriptionInfo> inUse(Hub hub) {
        Optional<SubscriptionInfo> known = hub.subscriptions().stream()
                .filter(info -> info.name().equals(name))
                .findFirst();
        known.ifPresent(info -> {
            if (!info.streams().equals(stream)) {
                throw new LeatException.Invalid(
                        "--name",
                        "'" + name + "' is a subscription of '" + info.streams() + "', not of '" + stream
                                + "': choose another name, or delete it by leat subscription delete " + name);
            }
            if (info.paused()) {
                throw new LeatException.Invalid(
                        "--name", "'" + name + "' is paused: resume it by leat subscription resume " + name);
            }
            if (from != null) {
                session.err()
                        .println("note: " + name
                                + " is there and goes on where it was; leat subscription seek moves it");
            }
        });
        return known;
    }
}
