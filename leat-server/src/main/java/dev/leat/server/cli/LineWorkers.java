package dev.leat.server.cli;

import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.json.JsonEvents;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Gives events to processes that run on, one event at a time each: a line of JSON on stdin, an {@link Answer} on stdout. There
 * are as many as there are events to be handled at once; one that ends is started again with the next event.
 */
final class LineWorkers implements Recipient {

    private final Shell shell;
    private final Queue<Child> idle = new ConcurrentLinkedQueue<>();

    LineWorkers(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void handle(Event event) throws Exception {
        Child child = idle.poll();
        while (child != null && !child.isAlive()) {
            child = idle.poll();
        }
        if (child == null) {
            child = shell.start(null);
        }
        Answer answer = ask(child, event);
        idle.add(child);
        answer.check();
    }

    private static Answer ask(Child child, Event event) throws Exception {
        String line = child.inTime(() -> exchange(child, event));
        if (line == null) {
            throw child.failure();
        }
        try {
            Answer answer = Answer.parse(line);
            if (answer.place().equals(Answer.place(event))) {
                return answer;
            }
            throw new LeatException.Invalid("answer", "'" + line + "' is not of " + Answer.place(event));
        } catch (LeatException.Invalid e) {
            child.kill();
            throw new HandlingFailure(String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable String exchange(Child child, Event event) {
        try {
            child.write(JsonEvents.write(event));
            return child.readLine();
        } catch (IOException e) {
            return null; // it has ended
        }
    }

    @Override
    public void close() {
        idle.forEach(Child::closeInput);
        try {
            for (Child child : idle) {
                child.end();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        shell.killAll();
    }
}
