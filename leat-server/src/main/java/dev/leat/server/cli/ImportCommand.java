package dev.leat.server.cli;

import dev.leat.core.Hub;
import dev.leat.server.transfer.ExportFile;
import dev.leat.server.transfer.Import;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes streams of what was exported. */
@Command(
        name = "import",
        description = {
            "Creates the streams of an export that are missing, and appends the export's events.",
            "An import that was stopped goes on where it was when it is begun again: each event goes in once. A FILE that is"
                    + " damaged is refused as a whole, of standard input what stands before the damage goes in."
        },
        footerHeading = StreamCommand.EXAMPLES,
        footer = {
            "  leat import shop.jsonl --hub restored",
            "  gunzip < orders.jsonl.gz | leat import",
            "  leat export orders | leat import --hub other"
        })
public final class ImportCommand implements Callable<Integer> {

    private final Session session;

    @Spec
    CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "What leat export has written; - or none: standard input.")
    @Nullable
    String file;

    @Option(
            names = "--append",
            description = "Takes streams that exist as they are, with other settings or with events.")
    boolean append;

    public ImportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        if (file == null && session.isTerminal(Session.Std.IN)) {
            throw new ParameterException(spec.commandLine(), "give FILE, or - to type an export");
        }
        if (file != null && !file.equals("-")) {
            checkFile(file);
        }
        read();
        return ExitCode.OK;
    }

    /** So that nothing goes in of a file that is damaged. */
    private static void checkFile(String file) throws IOException {
        try (InputStream in = Input.open(file, "what leat export has written")) {
            new ExportFile(in).read(ExportFile.NOTHING);
        }
    }

    private void read() throws IOException {
        AtomicReference<@Nullable Hub> hub = new AtomicReference<>();
        Import run = new Import(
                () -> {
                    Hub opened = session.open();
                    hub.set(opened);
                    return opened;
                },
                append);
        try (InputStream in = file == null || file.equals("-") ? session.in() : Input.open(file, "a file")) {
            new ExportFile(in).read(run);
            run.finish();
        } finally {
            Hub opened = hub.get();
            if (opened != null) {
                opened.close();
                tell(run);
            }
        }
    }

    private void tell(Import run) {
        session.err()
                .println(Counts.format(run.imported(), "event") + " imported"
                        + (run.there() == 0 ? "" : ", " + Counts.format(run.there()) + " had been before")
                        + (run.duplicates() == 0 ? "" : ", " + Counts.format(run.duplicates(), "duplicate"))
                        + (run.moved() == 0
                                ? ""
                                : ", " + Counts.format(run.moved()) + " not at the position that they had"));
    }
}
