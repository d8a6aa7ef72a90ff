package dev.leat.server.cli;

import dev.leat.core.Hub;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Creates, changes, shows and deletes streams. */
@Command(
        name = "stream",
        description = "Creates, changes, shows and deletes streams.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = StreamCommand.EXAMPLES,
        footer = {
            "  leat stream create orders --partitions 4 --retain 7d --retain-bytes 1GiB",
            "  leat stream create stock --compact --dedupe 1h",
            "  leat stream alter orders --retain none",
            "  leat stream list --json"
        })
public final class StreamCommand implements Callable<Integer> {

    static final String EXAMPLES = "%nExamples:%n";

    private final Session session;

    @Spec
    CommandSpec spec;

    public StreamCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(session.err());
        return ExitCode.INVALID;
    }

    @Command(
            description = "Creates a stream; done already if it exists with these settings.",
            footerHeading = EXAMPLES,
            footer = {
                "  leat stream create orders --partitions 4 --retain 7d --retain-bytes 1GiB",
                "  leat stream create stock --compact --dedupe 1h"
            })
    void create(
            @Parameters(paramLabel = "NAME", description = "1 to 200 of a-z A-Z 0-9 . _ -") String name,
            @Option(
                            names = "--partitions",
                            paramLabel = "N",
                            defaultValue = "1",
                            description = "1 to 1000, for good; 1 (the default) gives a total order.")
                    int partitions,
            @Mixin Settings given) {
        StreamSettings settings = given.in(StreamSettings.defaults().partitions(partitions));
        try (Hub hub = session.open()) {
            hub.create(name, settings);
        }
        session.err().println("stream " + name + " is there");
    }

    @Command(
            description = "Changes how a stream keeps its events.",
            footerHeading = EXAMPLES,
            footer = {"  leat stream alter orders --retain none", "  leat stream alter stock --dedupe forever"})
    void alter(@Parameters(paramLabel = "NAME", description = "The stream.") String name, @Mixin Settings given) {
        if (given.isEmpty()) {
            throw new ParameterException(spec.subcommands().get("alter"), "say what to change: " + Settings.OPTIONS);
        }
        requireStream(name);
        try (Hub hub = session.open()) {
            hub.stream(name).alter(given.in(hub.stream(name).info().settings()));
        }
        session.err().println("stream " + name + " is changed");
    }

    @Command(
            description = "Lists all streams. Events counts offsets: no fewer than there are events.",
            footerHeading = EXAMPLES,
            footer = "  leat stream list --json")
    void list(@Mixin Rows.Form form) {
        Rows rows = new Rows("stream", "partitions", "events", "retain", "retain bytes");
        try (Hub hub = session.openToRead()) {
            for (StreamInfo stream : hub.streams()) {
                StreamSettings settings = stream.settings();
                rows.add(
                        stream.name(),
                        (long) settings.partitions(),
                        stream.span(),
                        Settings.shown(settings.retain()),
                        retainBytes(settings.retainBytes()));
            }
        }
        rows.writeTo(session, form);
    }

    @Command(
            description = {
                "Shows a stream's partitions: the first offset kept and the next one to be given; and how it is kept.",
                "Live bytes are those of events that can be read; held, of all that is stored for the stream: what has"
                        + " expired is removed later."
            },
            footerHeading = EXAMPLES,
            footer = "  leat stream describe orders")
    void describe(@Parameters(paramLabel = "NAME", description = "The stream.") String name, @Mixin Rows.Form form) {
        Rows rows = new Rows(
                "stream",
                "partition",
                "first",
                "next",
                "retain",
                "retain bytes",
                "compact",
                "dedupe",
                "guarded",
                "live bytes",
                "held bytes");
        try (Hub hub = session.openToRead()) {
            StreamInfo stream = hub.stream(name).info();
            StreamSettings settings = stream.settings();
            List<StreamInfo.Span> spans = stream.partitions();
            for (int i = 0; i < spans.size(); i++) {
                rows.add(
                        name,
                        (long) i,
                        spans.get(i).first(),
                        spans.get(i).next(),
                        Settings.shown(settings.retain()),
                        retainBytes(settings.retainBytes()),
                        Settings.shown(settings.compact()),
                        Settings.shown(settings.dedupe()),
                        settings.guarded() ? "yes" : null,
                        stream.liveBytes(),
                        stream.heldBytes());
            }
        }
        rows.writeTo(session, form);
    }

    @Command(
            description = "Deletes a stream with all its events.",
            footerHeading = EXAMPLES,
            footer = "  leat stream delete orders")
    void delete(@Parameters(paramLabel = "NAME", description = "The stream.") String name) {
        requireStream(name);
        try (Hub hub = session.open()) {
            hub.stream(name).delete();
        }
        session.err().println("stream " + name + " is deleted");
    }

    /** Looks before the hub is opened for writing, which would create what is not there. */
    private void requireStream(String name) {
        try (Hub hub = session.openToRead()) {
            hub.stream(name).info();
        }
    }

    private static @Nullable Object retainBytes(long bytes) {
        return bytes == 0 ? null : bytes;
    }
}
