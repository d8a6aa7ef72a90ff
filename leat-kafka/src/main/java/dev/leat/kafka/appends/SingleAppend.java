package dev.leat.kafka.appends;

import dev.leat.core.Appended;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One event on its way without a transaction; completed by the producer's thread, or by the publisher's if it is refused. */
final class SingleAppend extends CompletableFuture<Appended> implements Callback {

    final ProducerRecord<byte[], byte[]> record;
    final StreamOrder order;
    private final PlainLane lane;
    final int bytes;
    private final Room room;
    private volatile boolean handedOver;

    /** @param bytes that it has of the room, which it gives back */
    SingleAppend(ProducerRecord<byte[], byte[]> record, PlainLane lane, StreamOrder order, int bytes, Room room) {
        this.record = record;
        this.lane = lane;
        this.order = order;
        this.bytes = bytes;
        this.room = room;
    }

    /** The producer has it: from now on its time may run out without anybody knowing whether it was stored. */
    void handedOver() {
        handedOver = true;
    }

    @Override
    public void onCompletion(RecordMetadata metadata, @Nullable Exception error) {
        ended();
        if (error == null) {
            Position position = new Position(metadata.partition(), metadata.offset());
            complete(new Appended(List.of(new Appended.Placed(order.stream, List.of(position)))));
        } else if (order.isGone()) {
            completeExceptionally(SendFailures.gone(order.stream));
        } else {
            LeatException failure = failure(error);
            if (failure instanceof LeatException.InDoubt) {
                lane.inDoubt();
            }
            completeExceptionally(failure);
        }
    }

    private LeatException failure(Exception error) {
        return error instanceof TimeoutException && !handedOver
                ? SendFailures.notSent(error, order.stream)
                : SendFailures.sent(error, order.stream);
    }

    void fail(LeatException error) {
        ended();
        completeExceptionally(error);
    }

    private void ended() {
        room.release(bytes);
        order.plainEnds();
    }
}
