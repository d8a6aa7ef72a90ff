package dev.leat.core.pending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.leat.core.LeatException;
import dev.leat.core.Pending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PromiseTest {

    private final RecordingLogger logger = new RecordingLogger();
    private final UnawaitedFailures failures = new UnawaitedFailures(logger);
    private final CompletableFuture<Integer> source = new CompletableFuture<>();

    private Pending<Integer> pending() {
        return Promise.of(source, Function.identity(), failures);
    }

    private Pending<Object> failed(String message) {
        return Promise.of(CompletableFuture.failedFuture(failure(message)), Function.identity(), failures);
    }

    private static LeatException failure(String message) {
        return new LeatException.NotFound(message);
    }

    @Test
    void awaitGivesTheResult() {
        Pending<String> pending = Promise.of(source, number -> "<" + number + ">", failures);
        assertThat(pending.isDone()).isFalse();
        source.complete(7);
        assertThat(pending.isDone()).isTrue();
        assertThat(pending.await()).isEqualTo("<7>");
        assertThat(pending.await(Duration.ZERO)).isEqualTo("<7>");
    }

    @Test
    void awaitThrowsTheErrorItself() {
        Pending<Integer> pending = pending();
        LeatException wrong = failure("wrong");
        source.completeExceptionally(new CompletionException(wrong));
        assertThatThrownBy(pending::await).isSameAs(wrong);
        assertThatThrownBy(() -> pending.await(Duration.ofSeconds(1))).isSameAs(wrong);
    }

    @Test
    void whatIsNoErrorOfLeatIsUnavailable() {
        Pending<Integer> pending = pending();
        source.completeExceptionally(new IllegalStateException("odd"));
        assertThatThrownBy(pending::await)
                .isInstanceOf(LeatException.Unavailable.class)
                .hasMessageContaining("odd")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void anAnswerThatMakesNoResultIsAFailure() {
        Pending<Integer> pending = Promise.of(
                source,
                number -> {
                    throw new IndexOutOfBoundsException("no position");
                },
                failures);
        source.complete(7);
        assertThatThrownBy(() -> pending.await(Duration.ofSeconds(10)))
                .isInstanceOf(LeatException.Unavailable.class)
                .hasMessageContaining("no position");
    }

    @Test
    void whenTheTimeIsOverTheOperationGoesOn() {
        Pending<Integer> pending = pending();
        assertThatThrownBy(() -> pending.await(Duration.ofMillis(1))).isInstanceOf(LeatException.TimedOut.class);
        assertThatThrownBy(() -> pending.await(Duration.ZERO)).isInstanceOf(LeatException.TimedOut.class);
        source.complete(7);
        assertThat(pending.await(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(7);
    }

    @Test
    void anInterruptedThreadIsInDoubtAndStaysInterrupted() {
        Pending<Integer> pending = pending();
        Thread.currentThread().interrupt();
        assertThatThrownBy(pending::await).isInstanceOf(LeatException.InDoubt.class);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThatThrownBy(() -> pending.await(Duration.ofMinutes(1))).isInstanceOf(LeatException.InDoubt.class);
        source.complete(7);
        assertThat(pending.await()).isEqualTo(7);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void stagesChainedBeforeAndAfterSeeTheResult() {
        Pending<Integer> pending = pending();
        List<Integer> seen = new ArrayList<>();
        pending.thenAccept(seen::add);
        source.complete(7);
        pending.thenAccept(seen::add);
        pending.thenApply(number -> number + 1).thenAccept(seen::add);
        assertThat(seen).containsExactly(7, 7, 8);
    }

    @Test
    void nobodyCompletesItFromOutside() throws Exception {
        Pending<Integer> pending = pending();
        assertThat(pending.toCompletableFuture().complete(1)).isTrue();
        pending.toCompletableFuture().cancel(true);
        pending.toCompletableFuture().obtrudeValue(2);
        assertThat(pending.isDone()).isFalse();
        assertThat(source).isNotDone();
        CompletableFuture<Integer> copy = pending.toCompletableFuture();
        source.complete(7);
        assertThat(pending.await()).isEqualTo(7);
        assertThat(copy.get(1, TimeUnit.SECONDS)).isEqualTo(7);
    }

    @Test
    void failuresThatNobodySeesAreLoggedOnceASecondWithTheirNumber() {
        for (int i = 0; i < 2_500; i++) {
            failed("wrong " + i);
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(logger.messages).isNotEmpty());
        assertThat(logger.messages)
                .containsExactly(
                        "WARN an append failed and nobody waits for it: wrong 0 (2499 more in the same second)");
    }

    @Test
    void failuresThatSomebodySeesAreNotLogged() {
        Pending<?> awaited = failed("a");
        assertThatThrownBy(awaited::await).hasMessage("a");
        failed("b").exceptionally(error -> null);
        failed("c").handle((value, error) -> error);
        pending().whenComplete((value, error) -> {});
        source.completeExceptionally(failure("d"));
        failed("unseen");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(logger.messages).isNotEmpty());
        assertThat(logger.messages)
                .containsExactly("WARN an append failed and nobody waits for it: unseen (0 more in the same second)");
    }
}
