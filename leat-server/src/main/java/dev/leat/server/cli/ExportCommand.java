package dev.leat.server.cli;

import dev.leat.core.Hub;
import dev.leat.core.LeatException;
import dev.leat.core.StreamInfo;
import dev.leat.server.transfer.Export;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes streams, their settings and their events as JSON lines. */
@Command(
        name = "export",
        description = {
            "Writes streams as JSON lines: their settings, then their events as leat read writes them, then a line by which a"
                    + " file that was cut off or changed is noticed.",
            "leat import reads them. Subscriptions are left out; leat backup has them, too."
        },
        footerHeading = StreamCommand.EXAMPLES,
        footer = {"  leat export -o shop.jsonl", "  leat export orders invoices | gzip > orders.jsonl.gz"})
public final class ExportCommand implements Runnable {

    private final Session session;

    @Parameters(arity = "0..*", paramLabel = "STREAM", description = "The streams; none: all that there are.")
    List<String> streams = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to; it is there once it is whole. Else standard output.")
    @Nullable
    String file;

    public ExportCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        try (Hub hub = session.openToRead()) {
            List<StreamInfo> exported = streams.isEmpty()
                    ? hub.streams()
                    : streams.stream()
                            .distinct()
                            .map(name -> hub.stream(name).info())
                            .toList();
            long events =
                    file == null ? new Export(hub, session.out()::line).write(exported) : toFile(hub, exported, file);
            session.err()
                    .println(Counts.format(events, "event") + " of " + Counts.format(exported.size(), "stream")
                            + " exported");
        }
    }

    private static long toFile(Hub hub, List<StreamInfo> streams, String file) {
        try {
            Path path = Path.of(file);
            if (Files.isDirectory(path)) {
                throw new LeatException.Invalid("FILE", "'" + file + "' is a directory; give a file");
            }
            Path part = Path.of(file + ".part");
            try {
                long events = write(hub, streams, part);
                Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                return events;
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (InvalidPathException e) {
            throw new LeatException.Invalid("FILE", "'" + file + "' is not a path: " + e.getReason());
        } catch (NoSuchFileException e) {
            throw new LeatException.NotFound("there is no directory for the file " + file);
        } catch (AccessDeniedException e) {
            throw new LeatException.Denied("the file " + file + " may not be written: check its permissions", e);
        } catch (IOException e) {
            throw new LeatException.Unavailable("writing " + file + " failed: " + e.getMessage(), e);
        }
    }

    private static long write(Hub hub, List<StreamInfo> streams, Path part) throws IOException {
        Files.deleteIfExists(part);
        Files.createFile(part);
        try (FileOutputStream bytes = new FileOutputStream(part.toFile())) {
            Output out = new Output(bytes);
            long events = new Export(hub, out::line).write(streams);
            out.flush();
            bytes.getFD().sync();
            return events;
        }
    }
}
