/**
 * How events reach the handlers of subscriptions. Not for users of the library.
 *
 * <p>{@link dev.leat.core.delivery.Deliveries} has the subscriptions of a hub. A {@code Group} is one of them at work: its
 * {@code Lane}s (one for each partition) get events from a {@code Feed}, which reads history by itself and is then served by
 * the partition's {@code Tail}; {@code Queues} say which events belong together and which {@code Member} they go to;
 * workers take {@code Lease}s of them and call the handlers; {@code Progress} says how far everything is finished, and that
 * becomes the cursor, which {@code GroupCursors} commit. {@code Steering} changes where a group reads, {@code Ending} is how
 * it ends, {@code Standing} is how far it is, and {@code Sharing} is what it has where other processes share it.
 */
@NullMarked
package dev.leat.core.delivery;

import org.jspecify.annotations.NullMarked;
