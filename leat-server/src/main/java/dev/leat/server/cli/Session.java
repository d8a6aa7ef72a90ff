package dev.leat.server.cli;

import dev.leat.core.Durability;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What one run of the command works with: its streams, what of them is a terminal, the hub, and what is to be done when it
 * is stopped from outside. Thread-safe but for {@link #hub(String)} and {@link #fast(boolean)}.
 */
public final class Session {

    /** It has two characters or more: {@code C:\\data} is a path. */
    private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:");

    private final InputStream in;
    private final Output out;
    private final PrintStream err;
    private final Set<Std> terminals;
    private final Deque<Runnable> stops = new ArrayDeque<>();
    private final String defaultHub;
    private String hub;
    private Durability durability = Durability.SAFE;
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

    void fast(boolean asked) {
        durability = asked ? Durability.FAST : Durability.SAFE;
    }

    /** At which level this run's appends are acknowledged. */
    public Durability durability() {
        return durability;
    }

    /** The hub as it was named. May hold secrets: to be shown as {@link #shownHub()}. */
    String hub() {
        return hub;
    }

    /** The hub for people, without the properties behind its {@code ?}, which may be secrets. */
    public String shownHub() {
        return isDirectory() ? hub : hub.replaceFirst("\\?.*", "?...");
    }

    /** Whether the hub is a directory of this machine. */
    public boolean isDirectory() {
        return hub.startsWith("file:") || !SCHEME.matcher(hub).lookingAt();
    }

    /**
     * The options that open this hub in the same way in another command line, with a blank before each; empty for the default.
     */
    public String hubOptions() {
        return (hub.equals(defaultHub) ? "" : " --hub " + quoted(shownHub()))
                + (durability == Durability.FAST ? " --fast" : "");
    }

    /** A word as it is typed in a shell. */
    public static String quoted(String word) {
        return word.matches("[a-zA-Z0-9_./:@%+=~-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** Opens the hub for reading, which goes beside another process that writes. */
    public Hub openToRead() {
        return opened(options().readOnly(true));
    }

    /** Opens the hub, or creates it. */
    public Hub open() {
        try {
            return opened(options());
        } catch (LeatException.Fenced e) {
            throw new LeatException.Fenced("the hub " + shownHub()
                    + " is in use by another process: only one can publish or change anything at a time, wait for it to"
                    + " end or stop it; leat read, subscribe without --name, list, describe and verify work meanwhile");
        }
    }

    private HubOptions options() {
        return HubOptions.defaults().durability(durability);
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
