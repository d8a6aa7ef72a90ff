package dev.leat.server;

import dev.leat.server.cli.BackupCommand;
import dev.leat.server.cli.CompactCommand;
import dev.leat.server.cli.CompletionCommand;
import dev.leat.server.cli.DeadCommand;
import dev.leat.server.cli.Errors;
import dev.leat.server.cli.ExportCommand;
import dev.leat.server.cli.ImportCommand;
import dev.leat.server.cli.KafkaDevCommand;
import dev.leat.server.cli.LeatCommand;
import dev.leat.server.cli.Output;
import dev.leat.server.cli.PublishCommand;
import dev.leat.server.cli.ReadCommand;
import dev.leat.server.cli.Session;
import dev.leat.server.cli.StreamCommand;
import dev.leat.server.cli.SubscribeCommand;
import dev.leat.server.cli.SubscriptionCommand;
import dev.leat.server.cli.VerifyCommand;
import dev.leat.server.demo.DemoCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine;

/** Puts the {@code leat} command together and runs it. */
public final class Main {

    /** Which standard streams are a terminal, as the launcher saw: a JVM cannot tell them apart. */
    private static final String TERMINALS = "leat.terminals";

    private static final String DEFAULT_HUB = "leat-data";

    private Main() {}

    public static void main(String[] args) {
        Output out = new Output(new FileOutputStream(FileDescriptor.out));
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        String hub = System.getenv("LEAT_HUB");
        Session session =
                new Session(System.in, out, err, terminals(), hub == null || hub.isEmpty() ? DEFAULT_HUB : hub);
        Runtime.getRuntime().addShutdownHook(new Thread(session::stop, "stop"));
        System.exit(run(session, args));
    }

    /** Runs one command line and returns its exit code. */
    static int run(Session session, String... args) {
        Errors errors = new Errors(session);
        StringWriter help = new StringWriter();
        CommandLine leat = new CommandLine(new LeatCommand(session))
                .addSubcommand(new StreamCommand(session))
                .addSubcommand(new PublishCommand(session))
                .addSubcommand(new ReadCommand(session))
                .addSubcommand(new SubscribeCommand(session))
                .addSubcommand(new SubscriptionCommand(session))
                .addSubcommand(new DeadCommand(session))
                .addSubcommand(new BackupCommand(session))
                .addSubcommand(new ExportCommand(session))
                .addSubcommand(new ImportCommand(session))
                .addSubcommand(new CompactCommand(session))
                .addSubcommand(new VerifyCommand(session))
                .addSubcommand(new DemoCommand(session))
                .addSubcommand(new KafkaDevCommand(session))
                .addSubcommand(new CompletionCommand(session))
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors)
                .setOut(new PrintWriter(help));
        return errors.flushed(leat.execute(args), help.toString());
    }

    private static Set<Session.Std> terminals() {
        Set<Session.Std> terminals = EnumSet.noneOf(Session.Std.class);
        String seen = System.getProperty(TERMINALS, "").toUpperCase(Locale.ROOT);
        for (Session.Std stream : Session.Std.values()) {
            if (seen.contains(stream.name())) {
                terminals.add(stream);
            }
        }
        return terminals;
    }
}
