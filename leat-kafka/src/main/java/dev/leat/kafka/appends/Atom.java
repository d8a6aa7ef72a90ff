package dev.leat.kafka.appends;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;

/** An append on its way by a transaction; completed by the lane's thread. */
final class Atom extends CompletableFuture<Appended> {

    final Append append;

    /** Of all entries, in their order. */
    final List<ProducerRecord<byte[], byte[]>> records;

    /** The cursors that are committed with them. */
    final GroupCommits commits;

    final Set<StreamOrder> orders;
    final int bytes;
    private final Room room;

    /** @param bytes that it has of the room, which it gives back */
    Atom(
            Append append,
            List<ProducerRecord<byte[], byte[]>> records,
            GroupCommits commits,
            Set<StreamOrder> orders,
            int bytes,
            Room room) {
        this.append = append;
        this.records = records;
        this.commits = commits;
        this.orders = orders;
        this.bytes = bytes;
        this.room = room;
    }

    /** The streams that it is for, as errors name them. */
    String streams() {
        return String.join("', '", orders.stream().map(order -> order.stream).toList());
    }

    /** It is in the lane: nothing that is called later goes before it. */
    void begins() {
        orders.forEach(StreamOrder::transactionalBegins);
    }

    /** It has left the lane, whatever became of it; {@link #recorded} or {@link #fail} follows. */
    private void ends() {
        orders.forEach(StreamOrder::transactionalEnds);
        room.release(bytes);
    }

    /** @param at the offsets of its records */
    void recorded(long[] at) {
        ends();
        complete(placed(at));
    }

    /** Does nothing if it has been answered. */
    void fail(LeatException error) {
        if (!isDone()) {
            ends();
            completeExceptionally(error);
        }
    }

    /** As {@link #fail}, of one that never was in the lane. */
    void refuse(LeatException error) {
        room.release(bytes);
        completeExceptionally(error);
    }

    private Appended placed(long[] at) {
        List<Appended.Placed> placed = new ArrayList<>(append.entries().size());
        int next = 0;
        for (Append.Entry entry : append.entries()) {
            List<Position> positions = new ArrayList<>(entry.events().size());
            for (int i = 0; i < entry.events().size(); i++) {
                positions.add(new Position(records.get(next).partition(), at[next]));
                next++;
            }
            placed.add(new Appended.Placed(entry.stream(), List.copyOf(positions)));
        }
        return new Appended(placed);
    }
}
