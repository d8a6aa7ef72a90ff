package dev.leat.tck;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Durability;
import dev.leat.core.LeatException;
import dev.leat.engine.Engine;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An honest engine far away: of three appends that have a user's events and cursors, two get no answer, and one of these has
 * been recorded.
 */
final class LosingAnswers extends ForwardingEngine {

    private final AtomicInteger appends = new AtomicInteger();

    LosingAnswers(Engine inner) {
        super(inner);
    }

    @Override
    public CompletableFuture<Appended> append(Append append, Durability durability) {
        boolean own = append.entries().stream().anyMatch(entry -> entry.stream().startsWith("_leat."));
        if (own || append.size() == 0 || append.commits().isEmpty()) {
            return super.append(append, durability);
        }
        return switch (appends.getAndIncrement() % 3) {
            case 0 -> super.append(append, durability).thenCompose(appended -> lost());
            case 1 -> lost();
            default -> super.append(append, durability);
        };
    }

    private static CompletableFuture<Appended> lost() {
        return CompletableFuture.failedFuture(new LeatException.InDoubt("the answer was lost", null));
    }
}
