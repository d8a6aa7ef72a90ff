package dev.leat.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.LeatException;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamNamesTest {

    private static String hint(String name, String... known) {
        return StreamNames.notFound(name, List.of(known), "").getMessage();
    }

    @Test
    void theNearestNamesAreShownNearestFirst() {
        assertThat(hint("oders", "audit", "orders", "older"))
                .isEqualTo("there is no stream 'oders'; did you mean orders or older?");
        assertThat(hint("orders", "Orders")).contains("did you mean Orders?");
        assertThat(hint("x1", "x2", "x3", "x4", "x5")).contains("x2 or x3 or x4?");
        assertThat(hint("orders", "payments", "shipments")).isEqualTo("there is no stream 'orders'");
        assertThat(hint("orders")).isEqualTo("there is no stream 'orders'");
    }

    @Test
    void aWrongNameIsShownShortened() {
        assertThatThrownBy(() -> StreamNames.check("x".repeat(5_000)))
                .isInstanceOf(LeatException.Invalid.class)
                .hasMessageContaining("x… (5000 characters)")
                .message()
                .hasSizeLessThan(250);
        assertThatThrownBy(() -> StreamNames.check("_leat.cursors")).hasMessageContaining("reserved");
        assertThat(StreamNames.check("_leat")).isEqualTo("_leat");
    }
}
