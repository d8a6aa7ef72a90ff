package dev.leat.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command itself, which does nothing but hold the others. */
@Command(
        name = "leat",
        description = "An event hub in a directory, or on Apache Kafka: publish, read, handle and keep CloudEvents.",
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a bug in leat, or it could not be set up",
            "2:bad input, or a wrong option",
            "3:no such hub, stream, subscription or file",
            "4:the position is no longer kept",
            "5:the hub is in use by another process",
            "6:what is stored is damaged",
            "7:not permitted",
            "8:overloaded, or no space left",
            "9:a file cannot be read or written now",
            "10:not known whether it was stored",
            "11:the engine cannot do this",
            "12:a condition was broken",
            "13:not done in time",
            "14:the hub was closed",
            "15:an event could not be handled",
            "130:ended by Ctrl-C"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  leat demo",
            "  leat publish orders --type order.placed --source /shop --data '{\"total\":99.5}'",
            "  leat read orders --follow",
            "  leat subscribe orders --name mail --exec ./send-mail",
            "  leat COMMAND --help"
        })
public final class LeatCommand implements Callable<Integer> {

    private final Session session;

    @Spec
    CommandSpec spec;

    @Option(
            names = "--hub",
            paramLabel = "HUB",
            scope = ScopeType.INHERIT,
            description = "The hub's directory, or kafka://HOST:PORT; else $LEAT_HUB, else ./leat-data.")
    void hub(String uri) {
        session.hub(uri);
    }

    @Option(
            names = "--fast",
            scope = ScopeType.INHERIT,
            description = "Acknowledges before the disk does: survives a killed process, may lose the last second when"
                    + " the power fails. Brokers of Kafka need it where they do not replicate.")
    void fast(boolean asked) {
        session.fast(asked);
    }

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Shows this help.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Shows the version.")
    boolean version;

    public LeatCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(session.err());
        return ExitCode.INVALID;
    }
}
