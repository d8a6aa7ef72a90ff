package dev.leat.kafka.reads;

import dev.leat.core.LeatException;
import dev.leat.engine.Batch;
import dev.leat.kafka.client.Clients;
import dev.leat.kafka.topics.StreamTopic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The parts of partitions that are held in memory, and who waits for what there. Thread-safe: one lock guards it, with its
 * pollers, windows and reads; reads are completed outside of it.
 */
final class Windows {

    private static final long IDLE_NANOS = Duration.ofSeconds(3).toNanos();
    private static final long TURN_NANOS = Duration.ofMillis(500).toNanos();

    private final ReentrantLock lock = new ReentrantLock();
    private final Questions questions;
    private final Pollers pollers;

    /** Reads that found all consumers at other places of their partition, with others waiting there. */
    private final List<Read> queue = new ArrayList<>();

    private boolean closed;

    /** @param questions for what windows do not know */
    Windows(Clients clients, Function<Windows, Questions> questions) {
        this.questions = questions.apply(this);
        this.pollers = new Pollers(live -> new Poller(clients, this, lock.newCondition(), live));
    }

    private void locked(Consumer<Answers> action) {
        Answers answers = new Answers();
        lock.lock();
        try {
            action.accept(answers);
        } finally {
            lock.unlock();
        }
        answers.run();
    }

    /** Answers a read, now or when there is an answer. */
    void answer(Read read) {
        locked(answers -> match(read, answers));
    }

    private void match(Read read, Answers answers) {
        if (closed) {
            answers.fail(read, new LeatException.Closed("the hub is closed"));
            return;
        }
        if (read.isOver(System.nanoTime())) {
            over(read, read.from, answers);
            return;
        }
        // a topic that was made anew under its name is another one
        pollers.take(window -> window.partition.equals(read.partition)
                        && !window.topic.id().equals(read.topic.id()))
                .forEach(each -> answers.fail(each, each.notFound()));
        Poller poller = pollers.covering(read.partition, read.from);
        Window window = poller == null ? null : poller.windows.get(read.partition);
        if (poller == null || window == null) {
            place(read, answers);
            return;
        }
        Batch batch = window.batch(read);
        if (batch != null) {
            answers.give(read, batch);
            pollers.resume(poller, window);
        } else if (window.next() > read.from) {
            questions.end(read, answers);
        } else {
            await(read, poller, window, answers);
        }
    }

    /** At the place that a window comes to next. */
    private void await(Read read, Poller poller, Window window, Answers answers) {
        boolean comes = window.end() > read.from || (window.live && read.waits);
        if (!comes && !read.isAsked()) {
            questions.end(read, answers);
        } else if (comes || read.end() > read.from) {
            window.extend(read.end());
            attach(read, poller, window);
        } else if (read.waits) {
            tail(read);
        } else {
            answers.give(read, read.nothing(window.end()));
        }
    }

    /** Where no window has it. */
    private void place(Read read, Answers answers) {
        if (!read.isAsked()) {
            questions.end(read, answers);
        } else if (read.end() > read.from) {
            history(read);
        } else if (read.waits) {
            tail(read);
        } else {
            answers.give(read, read.nothing(read.end()));
        }
    }

    private void tail(Read read) {
        Poller poller = pollers.atTails();
        Window window = poller.windows.get(read.partition);
        if (window == null) {
            window = open(read, poller, Math.min(read.from, read.end()));
        } else if (window.next() > read.from) {
            read.asked(window.next());
            history(read);
            return;
        }
        attach(read, poller, window);
    }

    private void history(Read read) {
        Poller poller = pollers.free(read.partition);
        if (poller == null) {
            queue.add(read);
        } else {
            attach(read, poller, open(read, poller, read.from));
        }
    }

    private static Window open(Read read, Poller poller, long from) {
        Window window = new Window(read.topic, read.partition, poller.live, from, read.end());
        poller.windows.put(read.partition, window);
        return window;
    }

    private void attach(Read read, Poller poller, Window window) {
        window.reads.add(read);
        poller.expect(read.deadline);
        pollers.resume(poller, window);
    }

    /** What a poller is to do next, which may be nothing; null if it is to end. Waits for a turn at most, if it has windows. */
    @Nullable
    Plan plan(Poller poller) {
        Answers answers = new Answers();
        lock.lock();
        try {
            if (closed || !pollers.contains(poller)) {
                return null;
            }
            tidy(poller, answers);
            Plan plan = new Plan(new ArrayList<>(), new ArrayList<>(), poller.turn(TURN_NANOS));
            for (Window window : poller.windows.values()) {
                (window.fetches(pollers.isScarce()) ? plan.fetched() : plan.paused()).add(window);
            }
            poller.polling = !plan.fetched().isEmpty();
            if (!poller.polling && answers.isEmpty()) {
                poller.rest(plan.nanos());
            }
            return plan;
        } finally {
            lock.unlock();
            answers.run();
        }
    }

    /** Ends what is over: reads whose time has passed, and windows that nobody uses. */
    private void tidy(Poller poller, Answers answers) {
        long now = System.nanoTime();
        if (poller.isDue(now)) {
            for (Window window : poller.windows.values()) {
                expire(window.reads, window.end(), now, answers);
                window.reads.forEach(read -> poller.expect(read.deadline));
            }
        }
        expire(queue, 0, now, answers);
        // nobody waits there
        var unused = pollers.take(poller, window -> window.reads.isEmpty() && now - window.used() > IDLE_NANOS);
        questions.present(pollers::topics, now, answers);
    }

    private static void expire(List<Read> reads, long end, long now, Answers answers) {
        List<Read> late = reads.stream().filter(read -> read.isOver(now)).toList();
        reads.removeAll(late);
        late.forEach(read -> over(read, end, answers));
    }

    private static void over(Read read, long end, Answers answers) {
        if (read.waits) {
            answers.give(read, read.nothing(end));
        } else {
            answers.fail(read, read.unavailable());
        }
    }

    /** Takes in what a poll has brought, as far as it is still wanted there. */
    void arrived(Poller poller, List<Arrival> arrivals) {
        locked(answers -> {
            poller.polling = false;
            for (Arrival arrival : arrivals) {
                Window window = arrival.window;
                if (poller.windows.get(window.partition) == window) {
                    pollers.add(arrival);
                    serve(window.reads, read -> read.from < window.next(), answers);
                }
            }
            pollers.makeRoom();
            if (!arrivals.isEmpty()) {
                serve(queue, read -> true, answers);
            }
        });
    }

    private void serve(List<Read> reads, Predicate<Read> which, Answers answers) {
        List<Read> served = reads.stream().filter(which).toList();
        reads.removeAll(served);
        served.forEach(read -> match(read, answers));
    }

    /** The consumer stands where nothing is kept, any more or yet. */
    void lost(Poller poller, Set<TopicPartition> partitions) {
        locked(answers -> pollers.take(poller, window -> partitions.contains(window.partition))
                .forEach(read -> questions.first(read, answers)));
    }

    /** A poll failed, for these windows. */
    void failed(Poller poller, Predicate<Window> which, LeatException failure) {
        locked(answers -> pollers.take(poller, which).forEach(read -> answers.fail(read, failure)));
    }

    /** A poller ends, and does not poll any more. */
    void broken(Poller poller, LeatException failure) {
        locked(answers -> {
            pollers.take(poller, window -> true).forEach(read -> answers.fail(read, failure));
            pollers.remove(poller);
        });
    }

    /** A topic is there no more. */
    void gone(StreamTopic topic) {
        locked(answers -> pollers.take(window -> window.topic.id().equals(topic.id()))
                .forEach(read -> answers.fail(read, read.notFound())));
    }

    /** Has all pollers end, which takes as long as they are in a call; reads are not answered any more. */
    List<Poller> close() {
        lock.lock();
        try {
            closed = true;
            pollers.all().forEach(Poller::wake);
            return pollers.all();
        } finally {
            lock.unlock();
        }
    }
}
