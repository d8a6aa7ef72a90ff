package dev.leat.core.delivery;

import dev.leat.core.Append;
import dev.leat.core.Event;
import dev.leat.core.Handler;
import dev.leat.core.Subscribing;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** How the tasks of a lease are handled. Whatever happens, {@link #process} has the lease ended. */
interface Handling {

    /** So many tasks make a lease at most. */
    int mostTasks();

    /** Whether the tasks of a lease have one key. */
    boolean takesOneKey();

    void process(Group group, Lease lease);

    /** One event after the other. */
    record Each(Handler handler) implements Handling {

        /** What is handled quickly is reported together; what is not, at once. */
        private static final long REPORT_NANOS = 1_000_000;

        @Override
        public int mostTasks() {
            return 64;
        }

        @Override
        public boolean takesOneKey() {
            return false;
        }

        @Override
        public void process(Group group, Lease lease) {
            List<Task> tasks = lease.tasks;
            long reported = System.nanoTime();
            int done = 0;
            while (done < tasks.size() && group.mayGoOn(lease)) {
                try {
                    handler.handle(tasks.get(done).event);
                } catch (Throwable e) {
                    group.end(lease, done, e);
                    return;
                } finally {
                    Thread.interrupted();
                }
                done++;
                long now = System.nanoTime();
                if (now - reported > REPORT_NANOS && done < tasks.size()) {
                    group.report(lease, done);
                    reported = now;
                }
            }
            group.end(lease, done, null);
        }
    }

    /** One event a lease, which ends when the handler's stage does. */
    record Async(Function<Event, CompletionStage<?>> handler) implements Handling {

        @Override
        public int mostTasks() {
            return 1;
        }

        @Override
        public boolean takesOneKey() {
            return true;
        }

        @Override
        public void process(Group group, Lease lease) {
            if (!group.mayGoOn(lease)) {
                group.end(lease, 0, null);
                return;
            }
            try {
                var unused = handler.apply(lease.tasks.get(0).event)
                        .whenComplete((value, error) -> group.end(lease, error == null ? 1 : 0, error));
            } catch (Throwable e) {
                group.end(lease, 0, e);
            }
        }
    }

    /** All together; after a failure one by one, so that the one which fails is found. */
    record Batch(int mostTasks, Subscribing.BatchHandler handler) implements Handling {

        @Override
        public boolean takesOneKey() {
            return true;
        }

        @Override
        public void process(Group group, Lease lease) {
            if (!group.mayGoOn(lease)) {
                group.end(lease, 0, null);
                return;
            }
            List<Event> events = lease.events();
            int size = lease.tasks.get(0).attempts == 0 ? events.size() : 1;
            try {
                handler.handle(events.subList(0, size));
            } catch (Throwable e) {
                group.end(lease, 0, e);
                return;
            } finally {
                Thread.interrupted();
            }
            group.end(lease, size, null);
        }
    }

    /** What the handler gives is appended, together with the cursor. */
    record Appending(Function<Event, Append> handler) implements Handling {

        @Override
        public int mostTasks() {
            return 64;
        }

        @Override
        public boolean takesOneKey() {
            return true;
        }

        @Override
        public void process(Group group, Lease lease) {
            Append all = null;
            int done = 0;
            Throwable failure = null;
            try {
                while (done < lease.tasks.size() && group.mayGoOn(lease)) {
                    Append one = handler.apply(lease.tasks.get(done).event);
                    all = all == null ? one : all.and(one);
                    done++;
                }
            } catch (Throwable e) {
                failure = e;
            }
            try {
                if (all != null) {
                    group.append(lease, done, all);
                }
            } catch (Throwable e) {
                done = 0;
                failure = e;
            }
            group.end(lease, done, failure);
        }
    }
}
