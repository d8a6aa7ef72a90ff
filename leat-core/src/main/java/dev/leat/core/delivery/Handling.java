package dev.leat.core.delivery;

import dev.leat.core.Append;
import dev.leat.core.Event;
import dev.leat.core.Handler;
import dev.leat.core.Subscribing;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How the tasks of a lease are handled. Whatever happens, {@link #process} has the lease ended. */
interface Handling {

    /** So many tasks make a lease at most. */
    int mostTasks();

    /** Whether the tasks of a lease have one key. */
    boolean takesOneKey();

    /** Whether each partition is handled in its order, however many members there are. */
    default boolean inOrder() {
        return false;
    }

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
            CompletionStage<?> stage;
            try {
                stage = Objects.requireNonNull(
                        handler.apply(lease.tasks.get(0).event), "the handler gave null, not a stage");
            } catch (Throwable e) {
                group.end(lease, 0, e);
                return;
            } finally {
                Thread.interrupted();
            }
            var unused = stage.whenComplete((value, error) -> group.end(lease, error == null ? 1 : 0, inner(error)));
        }

        /** What a stage failed with, without what futures wrap it in. */
        private static @Nullable Throwable inner(@Nullable Throwable error) {
            Throwable inner = error;
            while (inner instanceof CompletionException && inner.getCause() != null) {
                inner = inner.getCause();
            }
            return inner;
        }
    }

    /** All together; after a failure at once one by one, so that only the one which fails is tried again or set aside. */
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
            boolean together = events.size() > 1 && lease.tasks.get(0).attempts == 0;
            if (together && failure(events) == null) {
                group.end(lease, events.size(), null);
                return;
            }
            int done = 0;
            Throwable failure = null;
            while (done < events.size() && failure == null && group.mayGoOn(lease)) {
                failure = failure(List.of(events.get(done)));
                done += failure == null ? 1 : 0;
            }
            group.end(lease, done, failure);
        }

        private @Nullable Throwable failure(List<Event> events) {
            try {
                handler.handle(events);
                return null;
            } catch (Throwable e) {
                return e;
            } finally {
                Thread.interrupted();
            }
        }
    }

    /** What the handler gives is appended, together with the cursor; where that is refused, one by one, as above. */
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
        public boolean inOrder() {
            return true;
        }

        @Override
        public void process(Group group, Lease lease) {
            List<Append> outputs = new ArrayList<>();
            Throwable failure = null;
            try {
                while (outputs.size() < lease.tasks.size() && group.mayGoOn(lease)) {
                    outputs.add(Objects.requireNonNull(
                            handler.apply(lease.tasks.get(outputs.size()).event), "the handler gave null, no append"));
                }
            } catch (Throwable e) {
                failure = e;
            } finally {
                Thread.interrupted();
            }
            if (failure(group, lease, outputs.size(), outputs) == null) {
                group.end(lease, outputs.size(), failure);
                return;
            }
            for (int done = 0; done < outputs.size(); done++) {
                Throwable refused = failure(group, lease, done + 1, outputs.subList(done, done + 1));
                if (refused != null) {
                    group.end(lease, done, refused);
                    return;
                }
            }
            group.end(lease, outputs.size(), failure);
        }

        private static @Nullable Throwable failure(Group group, Lease lease, int done, List<Append> outputs) {
            try {
                outputs.stream().reduce(Append::and).ifPresent(all -> group.cursors.append(lease, done, all));
                return null;
            } catch (Throwable e) {
                return e;
            }
        }
    }
}
