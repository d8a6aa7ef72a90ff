package dev.leat.server.cli;

import dev.leat.core.DeadLetters;
import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.filter.Filter;
import dev.leat.core.json.JsonEvents;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what durable subscriptions have set aside, and deals with it. */
@Command(
        name = "dead",
        description = "Shows the events that a subscription has set aside, and has them handled again or dropped.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = StreamCommand.EXAMPLES,
        footer = {
            "  leat dead list --subscription mail",
            "  leat dead show --subscription mail --where \"deadorigin = 'orders/0:41'\"",
            "  leat dead replay --subscription mail --where \"deadreason LIKE '%%timed out%%'\""
        })
public final class DeadCommand implements Callable<Integer> {

    private final Session session;

    @Spec
    CommandSpec spec;

    /** Which events are meant. */
    static final class Chosen {

        @Option(names = "--subscription", paramLabel = "NAME", required = true, description = "The subscription.")
        String subscription;

        @Option(
                names = "--where",
                paramLabel = "CESQL",
                description = "Only events that match; deadreason, deadattempts and deadorigin are attributes too.")
        @Nullable
        String where;

        Filter filter() {
            return where == null ? Filter.all() : Filter.parse(where);
        }

        DeadLetters in(Hub hub) {
            return hub.subscription(subscription).dead();
        }
    }

    public DeadCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(session.err());
        return ExitCode.INVALID;
    }

    @Command(
            description = "Lists events set aside and not dealt with, with where they stood first, and why.",
            footerHeading = StreamCommand.EXAMPLES,
            footer = "  leat dead list --subscription mail")
    void list(@Mixin Chosen chosen, @Mixin Rows.Form form) {
        Rows rows = new Rows("position", "origin", "attempts", "type", "reason");
        Filter filter = chosen.filter();
        try (Hub hub = session.openToRead()) {
            for (Event letter : chosen.in(hub).list(filter)) {
                rows.add(
                        letter.stream() + "/" + letter.position(),
                        letter.getExtension("deadorigin"),
                        attempts(letter),
                        letter.getType(),
                        letter.getExtension("deadreason"));
            }
        }
        rows.writeTo(session, form);
    }

    private static @Nullable Long attempts(Event letter) {
        return letter.getExtension("deadattempts") instanceof Number number ? number.longValue() : null;
    }

    @Command(
            description = "Writes events set aside as JSON lines, whole.",
            footerHeading = StreamCommand.EXAMPLES,
            footer = "  leat dead show --subscription mail --where \"deadorigin = 'orders/0:41'\"")
    void show(@Mixin Chosen chosen) {
        Filter filter = chosen.filter();
        try (Hub hub = session.openToRead()) {
            for (Event letter : chosen.in(hub).list(filter)) {
                session.out().line(JsonEvents.write(letter));
            }
        }
    }

    @Command(
            description = {
                "Has events handled again, by this subscription alone, when it is next open.",
                "Without --where all; leat subscribe with its name opens it."
            },
            footerHeading = StreamCommand.EXAMPLES,
            footer = "  leat dead replay --subscription mail --where \"type = 'order.placed'\"")
    void replay(@Mixin Chosen chosen) {
        Filter filter = chosen.filter();
        dealWith(chosen, letters -> letters.replay(filter), " to be handled again");
    }

    @Command(
            description = {
                "Leaves it at that: the events are dealt with, and stay in the stream.",
                "Without --where all."
            },
            footerHeading = StreamCommand.EXAMPLES,
            footer = "  leat dead drop --subscription mail --where \"deadorigin = 'orders/0:41'\"")
    void drop(@Mixin Chosen chosen) {
        Filter filter = chosen.filter();
        dealWith(chosen, letters -> letters.drop(filter), " dropped");
    }

    /** Looks before the hub is opened for writing, which would create what is not there. */
    private void dealWith(Chosen chosen, ToLongFunction<DeadLetters> action, String done) {
        try (Hub hub = session.openToRead()) {
            var unused = chosen.in(hub);
        }
        try (Hub hub = session.open()) {
            session.err().println(Counts.format(action.applyAsLong(chosen.in(hub)), "event") + done);
        }
    }
}
