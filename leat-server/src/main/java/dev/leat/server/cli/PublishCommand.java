package dev.leat.server.cli;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.json.JsonEventReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Publishes one event given by options, or all of a file or of standard input. */
@Command(
        name = "publish",
        description = {
            "Publishes events and prints their positions, one a line, once they are stored; behind the position of one that"
                    + " the stream had already (see --dedupe of leat stream create) stands 'duplicate'.",
            "Events are CloudEvents as JSON lines or JSON arrays, from FILE or standard input; what is no event is"
                    + " named with its line, and the others are published."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  leat publish orders --type order.placed --source /shop --subject o-42 --data '{\"total\":99.5}'",
            "  leat publish orders --type order.placed --source /shop --subject o-42 --if-none \"subject = 'o-42'\"",
            "  leat publish orders events.jsonl",
            "  leat read orders | leat publish --hub other orders -"
        })
public final class PublishCommand implements Callable<Integer> {

    private final Session session;

    @Spec
    CommandSpec spec;

    @Parameters(index = "0", paramLabel = "STREAM", description = "The stream; created by its first event.")
    String stream;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            description = "Where events are read from; - is standard input.")
    @Nullable
    String file;

    @Option(names = "--type", paramLabel = "TYPE", description = "One event: what happened, as in order.placed.")
    @Nullable
    String type;

    @Option(names = "--source", paramLabel = "URI", description = "One event: where it happened, as in /shop.")
    @Nullable
    String source;

    @Option(names = "--subject", paramLabel = "SUBJECT", description = "One event: what it is about; its key.")
    @Nullable
    String subject;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "One event: its id, by which a stream with --dedupe knows it again; else a random one.")
    @Nullable
    String id;

    @Option(names = "--data", paramLabel = "JSON", description = "One event: its data.")
    @Nullable
    String data;

    @Mixin
    Conditions conditions;

    public PublishCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        NewEvent one = one();
        try (InputStream in = one == null ? input() : InputStream.nullInputStream();
                Hub hub = session.open()) {
            if (one != null) {
                Appended appended = hub.append(Append.to(stream, one).when(conditions.on(stream)))
                        .await();
                session.out().line(Publisher.line(appended));
                return ExitCode.OK;
            }
            Publisher publisher = new Publisher(session, hub, stream);
            session.whenStopped(publisher::end);
            try {
                new JsonEventReader(in).readAll(publisher);
            } catch (Publisher.Stopped e) {
                // what stopped it is told when it finishes
            }
            return publisher.finish();
        }
    }

    /** The event that the options describe; null if they describe none. */
    private @Nullable NewEvent one() {
        if (type == null && source == null && subject == null && id == null && data == null) {
            if (!conditions.isEmpty()) {
                throw usage("--if-none, --since and --if-exists go with the options of one event (--type, --source)");
            }
            return null;
        }
        if (file != null) {
            throw usage("give either FILE or the options of one event (--type, --source, --subject, --id, --data)");
        }
        if (type == null || source == null) {
            throw usage("an event needs --type and --source, as in --type order.placed --source /shop");
        }
        NewEvent event = Event.of(type, source);
        if (subject != null) {
            event = event.subject(subject);
        }
        if (id != null) {
            event = event.id(id);
        }
        if (data != null) {
            event = event.json(requireJson(data));
        }
        return event;
    }

    private InputStream input() throws IOException {
        if (file == null && session.isTerminal(Session.Std.IN)) {
            throw usage("give FILE, - to type events, or one event by --type and --source");
        }
        if (file == null || file.equals("-")) {
            return session.in();
        }
        return Input.open(file, "a file of events");
    }

    private ParameterException usage(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }

    private static String requireJson(String text) {
        try (JsonParser in = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
            int values = 0;
            while (in.nextToken() != null) {
                in.skipChildren();
                in.finishToken();
                values++;
            }
            if (values == 1) {
                return text;
            }
            throw new LeatException.Invalid("--data", "has " + values + " JSON values; give one");
        } catch (JacksonException e) {
            throw new LeatException.Invalid(
                    "--data",
                    "'" + text + "' is not JSON (" + e.getOriginalMessage() + "); text needs quotes: '\"text\"'");
        }
    }
}
