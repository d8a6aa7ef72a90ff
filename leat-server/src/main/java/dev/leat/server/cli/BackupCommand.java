package dev.leat.server.cli;

import dev.leat.core.Hub;
import dev.leat.core.LeatException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Copies a hub. */
@Command(
        name = "backup",
        description = {
            "Copies the hub as it stands, while it is in use; what an earlier backup into DIR copied is not copied again.",
            "DIR is a hub then: reading changes nothing of it, publishing to it restores it. Another backup into it is"
                    + " refused from then on."
        },
        footerHeading = StreamCommand.EXAMPLES,
        footer = {
            "  leat backup /mnt/backup/shop",
            "  leat verify --hub /mnt/backup/shop",
            "  cp -R /mnt/backup/shop leat-data"
        })
public final class BackupCommand implements Runnable {

    private final Session session;

    @Parameters(paramLabel = "DIR", description = "Absent, empty, or with a backup of this hub.")
    String directory;

    public BackupCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        try (Hub hub = session.openToRead()) {
            long bytes = hub.backup(Path.of(directory));
            session.err().println(directory + " is up to date, " + Counts.format(bytes, "byte") + " copied");
        } catch (InvalidPathException e) {
            throw new LeatException.Invalid("DIR", "'" + directory + "' is not a path: " + e.getReason());
        }
    }
}
