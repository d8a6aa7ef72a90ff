package dev.leat.server.cli;

import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * What one run of the command works with: its streams, what of them is a terminal, the hub, and what is to be done when it
 * is stopped from outside. Thread-safe but for {@link #hub(String)}.
 */
public final class Session {

    private final InputStream in;
    private final Output out;
    private final PrintStream err;
    private final Set<Std> terminals;
    private final Deque<Runnable> stops = new ArrayDeque<>();
    private final String defaultHub;
    private String hub;
    private boolean stopping;

    /** The standard streams. */
    public enum Std {
        IN,
        OUT,
        ERR
    }

    /**
     * @param terminals which of the streams are a terminal
     * @param defaultHub the hub where none is given
     */
    public Session(InputStream in, Output out, PrintStream err, Set<Std> terminals, String defaultHub) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.terminals = terminals;
        this.defaultHub = defaultHub;
        this.hub = defaultHub;
    }

    public InputStream in() {
        return in;
    }

    public Output out() {
        return out;
    }

    /** Where a person reads: errors, counts, progress. */
    public PrintStream err() {
        return err;
    }

    public boolean isTerminal(Std stream) {
        return terminals.contains(stream);
    }

    void hub(String uri) {
        hub = uri;
    }

    /** The hub as it was named. */
    public String hub() {
        return hub;
    }

    /** The option that names this hub in another command line, with a blank before it; empty for the default. */
    public String hubOption() {
        return hub.equals(defaultHub) ? "" : " --hub " + quoted(hub);
    }

    /** A word as it is typed in a shell. */
    public static String quoted(String word) {
        return word.matches("[a-zA-Z0-9_./:@%+=~-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** Opens the hub for reading, which goes beside another process that writes. */
    public Hub openToRead() {
        return opened(HubOptions.defaults().readOnly(true));
    }

    /** Opens the hub, or creates it. */
    public Hub open(HubOptions options) {
        try {
            return opened(options);
        } catch (LeatException.Fenced e) {
            throw new LeatException.Fenced("the hub " + hub
                    + " is in use by another process: only one can publish or change anything at a time, wait for it to"
                    + " end or stop it; leat read, subscribe without --name, list, describe and verify work meanwhile");
        }
    }

    private Hub opened(HubOptions options) {
        Hub opened = Hub.open(hub, options);
        whenStopped(opened::close);
        return opened;
    }

    /** Has something done when the process is told to end (Ctrl-C); what was added last is done first. */
    public void whenStopped(Runnable last) {
        synchronized (stops) {
            stops.push(last);
        }
    }

    /** The process is told to end. */
    public void stop() {
        Deque<Runnable> todo;
        synchronized (stops) {
            stopping = true;
            todo = new ArrayDeque<>(stops);
        }
        todo.forEach(Runnable::run);
    }

    /** Whether {@link #stop()} was called: what fails from now on fails for that reason. */
    public boolean isStopping() {
        synchronized (stops) {
            return stopping;
        }
    }
}
