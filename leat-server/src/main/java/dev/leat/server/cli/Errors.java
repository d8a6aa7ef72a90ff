package dev.leat.server.cli;

import dev.leat.core.LeatException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Makes one line on stderr and an exit code of whatever goes wrong. */
public final class Errors implements IExecutionExceptionHandler, IParameterExceptionHandler {

    private final Session session;

    public Errors(Session session) {
        this.session = session;
    }

    @Override
    public int handleParseException(ParameterException problem, String[] args) {
        CommandLine command = problem.getCommandLine();
        tell(problem.getMessage());
        StringWriter hints = new StringWriter();
        CommandLine.UnmatchedArgumentException.printSuggestions(problem, new PrintWriter(hints, true));
        session.err().print(hints);
        session.err().println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.INVALID;
    }

    @Override
    public int handleExecutionException(Exception problem, CommandLine command, ParseResult parsed) {
        if (problem instanceof ParameterException wrong) {
            return handleParseException(wrong, new String[0]);
        }
        return code(problem);
    }

    /**
     * Writes what is left of the output.
     *
     * @param code the exit code so far
     * @param text what picocli had to say
     * @return the exit code
     */
    public int flushed(int code, String text) {
        try {
            text.lines().forEach(session.out()::line);
            session.out().flush();
            return code;
        } catch (RuntimeException e) {
            return code != ExitCode.OK ? code : code(e);
        }
    }

    private int code(Exception problem) {
        if (session.isStopping() || problem instanceof Output.Closed) {
            return ExitCode.OK;
        }
        if (problem instanceof LeatException known) {
            tell(known.getMessage());
            return ExitCode.of(known);
        }
        if (problem instanceof IOException || problem instanceof UncheckedIOException) {
            tell(problem.getMessage());
            return ExitCode.UNAVAILABLE;
        }
        tell("this is a bug, please report it:");
        problem.printStackTrace(session.err());
        return ExitCode.INTERNAL;
    }

    private void tell(@Nullable String problem) {
        session.err().println("leat: " + problem);
    }
}
