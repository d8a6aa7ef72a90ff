package dev.leat.core.delivery;

import dev.leat.core.LeatException;
import dev.leat.core.OnDead;
import dev.leat.core.pending.Failures;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of tasks that failed: tried again later, set aside, or the end of the subscription. */
final class Outcomes {

    private static final Logger LOGGER = LoggerFactory.getLogger("dev.leat.core.Subscription");
    private static final Duration ENGINE_RETRY = Duration.ofSeconds(1);

    private final Group group;
    private final Deliveries hub;

    Outcomes(Group group, Deliveries hub) {
        this.group = group;
        this.hub = hub;
    }

    /** Decides about a task that failed; called under the group's lock. Returns what is to be done outside of it. */
    Runnable failed(Task task, Throwable failure, Member member) {
        if (failure instanceof LeatException.Fenced && group.sharing != null) {
            // another process may have its partition, and this one is about to hear of it
            group.queues.waiting(task);
            return () -> hub.workers().later(ENGINE_RETRY, () -> group.again(task));
        }
        task.attempts++;
        boolean hopeless = failure instanceof LeatException.Invalid;
        if (!hopeless && task.attempts < member.retry.attempts()) {
            long most = member.retry.waitAfter(task.attempts).toMillis();
            long wait = most - ThreadLocalRandom.current().nextLong(most / 2 + 1);
            group.queues.waiting(task);
            return () -> hub.workers().later(Duration.ofMillis(wait), () -> group.again(task));
        }
        if (member.onDead == OnDead.STOP) {
            group.queues.waiting(task); // until the group ends nobody tries it again
            LeatException reason = new LeatException.Failed(
                    "the handler of '" + group.name + "' failed on " + task.origin() + ", attempt " + task.attempts
                            + ": " + SettingAside.reason(failure),
                    failure);
            return () -> group.stop(reason);
        }
        group.queues.settingAside(task);
        return () -> setAside(task, failure);
    }

    private void setAside(Task task, Throwable failure) {
        var unused = hub.settingAside().setAside(group.name, task, failure).whenComplete((appended, error) -> {
            if (error == null) {
                group.setAside(task);
                return;
            }
            LOGGER.warn(
                    "{} could not be set aside for '{}', trying again in a second: {}",
                    task.origin(),
                    group.name,
                    Failures.of(error).getMessage());
            hub.workers().later(ENGINE_RETRY, () -> setAside(task, failure));
        });
    }

    /** A feed failed; called under the group's lock. Returns what is to be done outside of it. */
    Runnable feedFailed(Lane lane, Throwable thrown) {
        if (!group.lanes.has(lane)) {
            return () -> {}; // the stream was deleted
        }
        RuntimeException failure = thrown instanceof Error ? new IllegalStateException(thrown) : Failures.of(thrown);
        if (failure instanceof LeatException.Unavailable
                || failure instanceof LeatException.Overloaded
                || failure instanceof LeatException.Denied) { // a right may be given again
            LOGGER.warn(
                    "subscription '{}' reads {} again in a second: {}", group.name, lane.stream, failure.getMessage());
            return () -> hub.workers().later(ENGINE_RETRY, () -> group.signal(lane));
        }
        if (failure instanceof LeatException.NotFound && group.pattern) {
            boolean unused = group.remove(lane.stream);
            return () -> {};
        }
        LeatException reason = failure instanceof LeatException known
                ? known
                : new LeatException.Failed("reading " + lane.stream + " failed: " + failure, failure);
        return () -> group.stop(reason);
    }
}
