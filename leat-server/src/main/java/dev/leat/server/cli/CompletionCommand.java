package dev.leat.server.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Writes the script by which a shell completes this command. */
@Command(
        name = "completion",
        description = "Writes the script that completes leat in bash and zsh.",
        footerHeading = "%nExamples:%n",
        footer = {"  source <(leat completion)", "  leat completion > ~/.local/share/bash-completion/completions/leat"})
public final class CompletionCommand implements Runnable {

    private final Session session;

    @Spec
    CommandSpec spec;

    public CompletionCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        AutoComplete.bash("leat", spec.root().commandLine()).lines().forEach(session.out()::line);
    }
}
