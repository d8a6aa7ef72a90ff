package dev.leat.examples;

import dev.leat.core.Append;
import dev.leat.core.Cursor;
import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.NewEvent;
import dev.leat.core.Start;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A small pipeline by hand: reads {@code orders} and writes an invoice for each to {@code invoices}.
 *
 * <p>How far it has come is an event, too, appended in one atom with the invoices. So whenever the process ends, each order
 * has its invoice once: either both are stored, or neither.
 */
public final class Billing {

    /** Orders that are billed in one append. */
    private static final int BATCH = 100;

    private static final String PROGRESS = "billing.progress";

    private final Hub hub;
    private Cursor seen = Cursor.NOTHING;

    /** What an order's data says. */
    record Order(String customer, int cents) {}

    /** What an invoice's data says. */
    record Invoice(String customer, int cents, int tax) {}

    /** Goes on where the last one stopped. */
    public Billing(Hub hub) {
        this.hub = hub;
        if (hub.streams().stream().anyMatch(stream -> stream.name().equals(PROGRESS))) {
            for (Event progress : hub.stream(PROGRESS).read()) {
                seen = Cursor.parse(progress.text());
            }
        }
    }

    /**
     * Bills the orders that are there and not billed yet.
     *
     * @return how many there were
     */
    public int billAll() {
        int billed = 0;
        for (int last = BATCH; last == BATCH; billed += last) {
            last = billSome();
        }
        return billed;
    }

    private int billSome() {
        List<NewEvent> invoices = new ArrayList<>();
        Cursor reached = seen;
        for (Event order : hub.stream("orders").read().from(Start.after(seen)).limit(BATCH)) {
            invoices.add(invoice(order));
            reached = reached.and(order.position());
        }
        if (!invoices.isEmpty()) {
            NewEvent progress = Event.of("billing.progress", "/billing").data("text/plain", bytes(reached));
            hub.append(Append.to("invoices", invoices).and(PROGRESS, progress)).await();
            seen = reached;
        }
        return invoices.size();
    }

    private static NewEvent invoice(Event order) {
        Order data = order.data(Order.class);
        return Event.of("invoice.issued", "/billing")
                .subject(order.getSubject())
                .causedBy(order)
                .data(new Invoice(data.customer(), data.cents(), data.cents() / 5));
    }

    private static byte[] bytes(Cursor cursor) {
        return cursor.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Bills the orders of the hub in this directory. */
    public static void main(String[] args) {
        try (Hub hub = Hub.open(args[0])) {
            System.out.println(new Billing(hub).billAll() + " orders billed");
        }
    }
}
