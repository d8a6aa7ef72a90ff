package dev.leat.core.delivery;

import dev.leat.core.LeatException;
import dev.leat.core.StreamInfo;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/** Who waits until a group has got somewhere. Guarded by the group; they hear of it on threads that hold no lock. */
final class CatchingUp {

    private final List<Target> targets = new ArrayList<>();

    /** What has to be reached. */
    private record Target(Map<String, StreamInfo> ends, CompletableFuture<@Nullable Void> done) {

        void reached() {
            done.completeAsync(() -> null);
        }

        void fail() {
            ForkJoinPool.commonPool()
                    .execute(() -> done.completeExceptionally(
                            new LeatException.Closed("the subscription is closed and does not move any more")));
        }
    }

    boolean isEmpty() {
        return targets.isEmpty();
    }

    /** Completes when everything before these ends has been handled or passed over. */
    CompletableFuture<@Nullable Void> add(Map<String, StreamInfo> ends) {
        Target target = new Target(ends, new CompletableFuture<>());
        targets.add(target);
        return target.done;
    }

    void moved(Lanes lanes) {
        for (Iterator<Target> each = targets.iterator(); each.hasNext(); ) {
            Target target = each.next();
            if (lanes.lag(target.ends) == 0) {
                each.remove();
                target.reached();
            }
        }
    }

    void end() {
        targets.forEach(Target::fail);
        targets.clear();
    }
}
