package dev.leat.kafka.reads;

import dev.leat.core.LeatException;
import dev.leat.engine.Batch;
import java.util.ArrayList;
import java.util.List;

/** What was decided under a lock and is done when it has been left, as it may run others' code. Not thread-safe. */
final class Answers {

    private final List<Runnable> todo = new ArrayList<>();

    void give(Read read, Batch batch) {
        todo.add(() -> read.answer.complete(batch));
    }

    void fail(Read read, LeatException failure) {
        todo.add(() -> read.answer.completeExceptionally(failure));
    }

    void then(Runnable action) {
        todo.add(action);
    }

    boolean isEmpty() {
        return todo.isEmpty();
    }

    void run() {
        todo.forEach(Runnable::run);
    }
}
