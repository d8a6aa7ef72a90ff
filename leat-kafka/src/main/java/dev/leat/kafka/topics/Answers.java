package dev.leat.kafka.topics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.KafkaFuture;

/**
 * What the brokers said about each of several things that they were asked about at once.
 *
 * @param values of those that there was an answer to
 * @param errors of the others
 */
record Answers<K, V>(Map<K, V> values, Map<K, Throwable> errors) {

    /** Waits for all answers; does not fail itself. */
    static <K, V> CompletableFuture<Answers<K, V>> of(Map<K, KafkaFuture<V>> asked) {
        Answers<K, V> answers = new Answers<>(new HashMap<>(), new HashMap<>());
        List<CompletableFuture<?>> all = new ArrayList<>();
        asked.forEach((about, answer) -> all.add(answer.toCompletionStage()
                .toCompletableFuture()
                .handle((value, error) -> answers.add(about, value, error))));
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).thenApply(done -> answers);
    }

    /** Synchronized, for answers may come by several threads; who waits for all of them sees all. */
    private synchronized boolean add(K about, V value, Throwable error) {
        if (error == null) {
            values.put(about, value);
        } else {
            errors.put(about, error);
        }
        return error == null;
    }
}
