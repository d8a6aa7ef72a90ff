package dev.leat.examples;

import dev.leat.core.DeadLetters;
import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.LeatException;
import dev.leat.core.Retry;
import dev.leat.core.Subscription;
import dev.leat.core.filter.Filter;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A durable worker: writes a label for each order that is paid, several at once, and those of one order in turn.
 *
 * <p>Where the folder of labels cannot be written it tries again; an order without an address is set aside at once. What was
 * set aside can be listed, and tried again when the cause is mended. A label may be written twice, which does no harm: it is
 * named by its order.
 */
public final class Shipping {

    private static final String NAME = "shipping";

    private final Path labels;
    private final Retry retry;

    /** What a paid order's data says. */
    record Order(String customer, @Nullable String address) {}

    /** @param labels folder that labels are written to; it may not be there for a while */
    Shipping(Path labels, Retry retry) {
        this.labels = labels;
        this.retry = retry;
    }

    /** Ships what has been paid since the last one stopped, until it is closed. */
    Subscription start(Hub hub) {
        return hub.stream("orders")
                .subscribe()
                .durable(NAME)
                .where("type = 'order.paid'")
                .concurrency(8)
                .retry(retry)
                .handle(Order.class, this::ship);
    }

    private void ship(Order order, Event event) throws IOException {
        if (order.address() == null) {
            throw new LeatException.Invalid("address", "is missing: ask the customer");
        }
        String name = URLEncoder.encode(String.valueOf(event.getSubject()), StandardCharsets.UTF_8);
        Files.writeString(labels.resolve(name + ".txt"), order.customer() + "\n" + order.address() + "\n");
    }

    /** What could not be shipped, and why, one line each. */
    static List<String> problems(Hub hub) {
        List<String> problems = new ArrayList<>();
        for (Event letter : dead(hub).list(Filter.all())) {
            problems.add(letter.getSubject() + ": " + letter.getExtension("deadreason"));
        }
        return problems;
    }

    /**
     * Has what could not be shipped tried again.
     *
     * @return how many orders
     */
    static long again(Hub hub) {
        return dead(hub).replay(Filter.all());
    }

    private static DeadLetters dead(Hub hub) {
        return hub.subscription(NAME).dead();
    }

    /** Ships the orders of the hub in a directory, the first argument, with labels in a folder, the second one. */
    public static void main(String[] args) {
        try (Hub hub = Hub.open(args[0])) {
            new Shipping(Path.of(args[1]), Retry.defaults()).start(hub).done().await();
        }
    }
}
