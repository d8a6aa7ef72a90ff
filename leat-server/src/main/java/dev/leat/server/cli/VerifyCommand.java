package dev.leat.server.cli;

import dev.leat.core.LeatException;
import dev.leat.log.LogVerifier;
import dev.leat.log.VerifyReport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Checks every byte of a hub. */
@Command(
        name = "verify",
        description = {
            "Checks every byte of the hub and changes nothing; the hub may be in use.",
            "Damage is shown with its file, place and streams, and with what can still be read."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  leat verify", "  leat verify --hub /var/lib/leat --json"})
public final class VerifyCommand implements Callable<Integer> {

    private final Session session;

    @Mixin
    Rows.Form form;

    public VerifyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        VerifyReport report = LogVerifier.verify(directory());
        Rows rows = new Rows("file", "offset", "length", "problem", "streams", "readable");
        for (VerifyReport.Problem problem : report.problems()) {
            rows.add(
                    problem.file().toString(),
                    problem.offset(),
                    problem.length(),
                    problem.what(),
                    problem.streams().isEmpty() ? null : String.join(" ", problem.streams()),
                    problem.readable());
        }
        if (!report.problems().isEmpty()) {
            rows.writeTo(session, form);
        }
        report.notes().forEach(note -> session.err().println("note: " + note));
        session.err()
                .println(Counts.format(report.events(), "event") + " in " + Counts.format(report.commits(), "commit")
                        + ", " + Counts.format(report.segments(), "segment") + " and "
                        + Counts.format(report.bytes(), "byte") + ": "
                        + (report.problems().isEmpty()
                                ? "no damage"
                                : Counts.format(report.problems().size(), "problem")));
        return report.problems().isEmpty() ? ExitCode.OK : ExitCode.DAMAGED;
    }

    private Path directory() {
        if (!session.isDirectory()) {
            throw new LeatException.Invalid(
                    "hub", "'" + session.shownHub() + "' is not a directory: only those can be verified");
        }
        String hub = session.hub();
        String path = hub.startsWith("file:") ? hub.substring("file:".length()) : hub;
        return Path.of(path.startsWith("///") ? path.substring(2) : path);
    }
}
