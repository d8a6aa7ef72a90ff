package dev.leat.kafka.groups;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What goes wrong in a group: said once a minute, and how long to wait before it is tried again. For one thread. */
final class Troubles {

    private static final Logger LOGGER = LoggerFactory.getLogger("dev.leat.kafka.Group");
    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final Duration SAY_EVERY = Duration.ofMinutes(1);

    private final String subscription;
    private Duration wait = FIRST_WAIT;
    private String said = "";
    private long saidAt;

    Troubles(String subscription) {
        this.subscription = subscription;
    }

    /** It went wrong again; returns how long to wait. */
    Duration again(RuntimeException error) {
        String problem = error.getClass().getSimpleName() + ": " + error.getMessage();
        if (!problem.equals(said) || System.nanoTime() - saidAt > SAY_EVERY.toNanos()) {
            said = problem;
            saidAt = System.nanoTime();
            LOGGER.warn("the group of subscription '{}' is out of reach, and tried again: {}", subscription, problem);
        }
        Duration now = wait;
        Duration doubled = wait.multipliedBy(2);
        wait = doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
        return now;
    }

    /** It went well. */
    void over() {
        wait = FIRST_WAIT;
    }
}
