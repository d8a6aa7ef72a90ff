package dev.leat.examples;

import dev.leat.core.Append;
import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.NewEvent;
import dev.leat.core.Subscription;

/**
 * A small pipeline: reads {@code orders} and writes an invoice for each to {@code invoices}.
 *
 * <p>The invoice and how far the orders have been read are appended in one atom. So whenever the process ends, each order
 * has its invoice once: either both are stored, or neither. An order whose data cannot be read goes to {@code orders.dead}.
 */
public final class Billing {

    /** What an order's data says. */
    record Order(String customer, int cents) {}

    /** What an invoice's data says. */
    record Invoice(String customer, int cents, int tax) {}

    private Billing() {}

    /** Bills orders, from the one on at which the last one stopped, until it is closed. */
    static Subscription start(Hub hub) {
        return hub.stream("orders")
                .subscribe()
                .durable("billing")
                .where("type = 'order.placed'")
                .append(order -> Append.to("invoices", invoice(order)));
    }

    private static NewEvent invoice(Event order) {
        Order data = order.data(Order.class);
        return Event.of("invoice.issued", "/billing")
                .subject(order.getSubject())
                .causedBy(order)
                .data(new Invoice(data.customer(), data.cents(), data.cents() / 5));
    }

    /** Bills the orders that the hub in this directory has now. */
    public static void main(String[] args) {
        try (Hub hub = Hub.open(args[0]);
                Subscription billing = start(hub)) {
            billing.caughtUp().await();
            System.out.println(billing.info().handled() + " orders billed");
        }
    }
}
