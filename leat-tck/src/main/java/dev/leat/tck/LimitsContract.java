package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.EventRules;
import dev.leat.core.EventStream;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is exactly as large as the limit is taken, a byte more is not, and a refusal leaves nothing behind. */
public abstract class LimitsContract extends EngineSuite {

    private static NewEvent sized(String id, int bytes) {
        NewEvent bare = event(id);
        byte[] data = new byte[bytes - EventRules.check(bare)];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 31 + i / 251);
        }
        return bare.data(null, data);
    }

    private static byte[] bytes(CloudEvent event) {
        CloudEventData data = event.getData();
        return data == null ? new byte[0] : data.toBytes();
    }

    @Test
    void theLargestEventIsKeptWhole() {
        EventStream orders = stream("orders", 1);
        NewEvent largest = sized("largest", EventRules.MOST_BYTES);
        orders.publish(largest).await(patience);
        orders.publish(event("next")).await(patience);
        assertThat(ids(orders.read())).containsExactly("largest", "next");
        assertThat(bytes(orders.read().first().orElseThrow())).isEqualTo(bytes(largest));
    }

    @Test
    void aByteMoreIsInvalid() {
        EventStream orders = stream("orders", 1);
        assertThatThrownBy(() -> orders.publish(sized("larger", EventRules.MOST_BYTES + 1))
                        .await(patience))
                .isInstanceOf(LeatException.Invalid.class)
                .hasMessageContaining("larger")
                .hasMessageContaining("1000001")
                .hasMessageContaining("1000000");
        assertThat(orders.info().span()).isZero();
        orders.publish(event("next")).await(patience);
        assertThat(ids(orders.read())).containsExactly("next");
    }

    @Test
    void theSizeMayLieInTheAttributes() {
        EventStream orders = stream("orders", 1);
        NewEvent bare = event("large").subject("x");
        String subject = "ä".repeat((EventRules.MOST_BYTES - EventRules.check(bare) + 1) / 2);
        orders.publish(event("large").subject(subject)).await(patience);
        assertThat(orders.read().first().orElseThrow().getSubject()).isEqualTo(subject);
        assertThatThrownBy(() ->
                        orders.publish(event("larger").subject(subject + "ä")).await(patience))
                .isInstanceOf(LeatException.Invalid.class);
    }

    @Test
    void theLargestAppendIsKeptWhole() {
        EventStream orders = stream("orders", 2);
        List<NewEvent> largest = new ArrayList<>();
        int left = EventRules.MOST_APPEND_BYTES;
        while (left > 0) {
            int bytes = Math.min(left, EventRules.MOST_BYTES);
            largest.add(sized("e-" + largest.size(), bytes));
            left -= bytes;
        }
        orders.publish(largest).await(patience);
        assertThat(ids(orders.read())).containsExactlyInAnyOrderElementsOf(ids(largest));
        List<NewEvent> larger = new ArrayList<>(largest);
        larger.set(0, sized("e-0", EventRules.MOST_BYTES - 200));
        larger.add(sized("more", 201));
        assertThatThrownBy(() -> orders.publish(larger).await(patience))
                .isInstanceOf(LeatException.Invalid.class)
                .hasMessageContaining(String.valueOf(EventRules.MOST_APPEND_BYTES + 1))
                .hasMessageContaining(String.valueOf(EventRules.MOST_APPEND_BYTES));
        assertThat(orders.read().count()).isEqualTo(largest.size());
    }

    @Test
    void anAppendMayHaveVeryManyEvents() {
        EventStream orders = stream("orders", 1);
        List<NewEvent> many = events("e", 0, rounds(50_000));
        assertThat(orders.publish(many).await(patience).positions()).hasSameSizeAs(many);
        assertThat(ids(orders.read())).isEqualTo(ids(many));
    }
}
