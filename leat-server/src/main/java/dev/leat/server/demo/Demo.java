package dev.leat.server.demo;

import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.Pending;
import dev.leat.core.Position;
import dev.leat.core.Start;
import dev.leat.core.StreamSettings;
import dev.leat.core.SubscriptionInfo;
import dev.leat.server.cli.Counts;
import dev.leat.server.cli.Session;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One run of the demonstration: one publisher, three readers, four subscriptions, a summary. */
final class Demo {

    private static final String STREAM = "flights";

    /** How many events may wait for the disk at a time. */
    private static final int AHEAD = 1_000;

    private final Session session;
    private final Hub hub;
    private final boolean keep;
    private final List<Future<Journal>> readers = new ArrayList<>();
    private Instant halfway = Instant.EPOCH;

    Demo(Session session, Hub hub, boolean keep) {
        this.session = session;
        this.hub = hub;
        this.keep = keep;
    }

    void run() throws IOException, InterruptedException {
        List<NewEvent> flights = Flight.all();
        say("Leat demo: " + Counts.format(flights.size())
                + " flights of early 2001, as the US Department of Transportation recorded them.");
        say(
                session.isDirectory()
                        ? "The hub is the directory " + session.shownHub() + "; no other process is needed."
                        : "The hub is " + session.shownHub() + "; other tools can read the same.");
        Acknowledgement acknowledgement = Acknowledgement.of(session, hub);
        if (acknowledgement.lowered() != null) {
            say(acknowledgement.lowered());
        }
        EventStream stream = stream();
        Start first = Start.at(new Position(0, stream.info().partitions().get(0).next()));
        String last = flights.get(flights.size() - 1).getId();
        ExecutorService threads = Executors.newCachedThreadPool(Demo::daemon);
        try {
            say("");
            say("Publishing; each event is acknowledged " + acknowledgement.when() + ".");
            say("A reader from the start follows; when half is published, one from that point in time joins.");
            say("Three subscriptions take what they want: departures from DFW, delays over 2 h, refunds from 3 h on.");
            Subscribers subscribers = new Subscribers(stream, first);
            readers.add(threads.submit(new Reader("from the start", "before the first event", stream, first, last)));
            double seconds = publish(flights, stream, () -> {
                halfway = Instant.now();
                readers.add(threads.submit(
                        new Reader("from a point in time", halfway.toString(), stream, Start.since(halfway), last)));
            });
            say("All published; a late reader takes the whole history, a late subscription is stopped and goes on.");
            readers.add(threads.submit(new Reader("late", "after the last event", stream, first, last)));
            List<Journal> journals = new ArrayList<>();
            for (Future<Journal> reader : readers) {
                journals.add(journal(reader));
            }
            List<SubscriptionInfo> handled = subscribers.finish();
            Subscribers.Resumed late = subscribers.comeLate(flights.size());
            new Summary(session, STREAM)
                    .write(flights.size() / seconds, acknowledgement.published(), journals, handled, late);
        } finally {
            threads.shutdownNow();
        }
    }

    /** The stream to publish to: emptied if there is nothing in it but an earlier demo's events. */
    private EventStream stream() {
        EventStream stream = hub.create(STREAM, settings());
        Subscribers.forget(hub, STREAM);
        long own = 0;
        long others = 0;
        for (Event event : stream.read()) {
            if (event.getSource().toString().equals(Flight.SOURCE)) {
                own++;
            } else {
                others++;
            }
        }
        if (others > 0 || (keep && own > 0)) {
            say("The stream " + STREAM + " holds " + Counts.format(own + others, "event") + ", " + Counts.format(others)
                    + " of them not the demo's: they stay, the flights are added.");
            return stream;
        }
        if (own > 0) {
            say("The stream " + STREAM + " holds " + Counts.format(own, "event")
                    + " of an earlier demo: they are replaced (--keep would add to them).");
            stream.delete();
            return hub.create(STREAM, settings());
        }
        say("The stream " + STREAM + " is new.");
        return stream;
    }

    /** As they are, if the stream is there. */
    private StreamSettings settings() {
        try {
            StreamSettings settings = hub.stream(STREAM).info().settings();
            if (settings.partitions() > 1) {
                throw new LeatException.Invalid(
                        STREAM, "the stream is there and not the demo's; give the demo a hub of its own by --hub");
            }
            return settings;
        } catch (LeatException.NotFound e) {
            return StreamSettings.defaults();
        }
    }

    /** Publishes all events, a limited number ahead of the disk; returns how many seconds that took. */
    private double publish(List<NewEvent> events, EventStream stream, Runnable atHalf) {
        Queue<Pending<Position>> ahead = new ArrayDeque<>();
        long begun = System.nanoTime();
        try (Progress progress = Progress.of(session, "published", events.size())) {
            for (int i = 0; i < events.size(); i++) {
                if (i == events.size() / 2) {
                    atHalf.run();
                }
                ahead.add(stream.publish(events.get(i)));
                if (ahead.size() > AHEAD) {
                    ahead.remove().await();
                    progress.step();
                }
            }
            for (Pending<Position> pending : ahead) {
                pending.await();
                progress.step();
            }
        }
        return (System.nanoTime() - begun) / 1e9;
    }

    private static Journal journal(Future<Journal> reader) throws InterruptedException {
        try {
            return reader.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        }
    }

    private void say(String line) {
        session.out().line(line);
        session.out().flush();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "demo-reader");
        thread.setDaemon(true);
        return thread;
    }
}
