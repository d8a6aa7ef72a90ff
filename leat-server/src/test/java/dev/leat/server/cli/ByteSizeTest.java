package dev.leat.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.LeatException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "4096,4096",
        "7B,7",
        "2KB,2000",
        "500MB,500000000",
        "1KiB,1024",
        "1GiB,1073741824",
        "3TiB,3298534883328"
    })
    void readsWholeNumbersWithTheirUnit(String text, long bytes) {
        assertThat(ByteSize.parse("size", text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GiB", "1.5GiB", "-1", "1 GiB", "1gib", "9223372036854775808", "8388608TiB"})
    void refusesOthers(String text) {
        assertThatThrownBy(() -> ByteSize.parse("size", text))
                .isInstanceOf(LeatException.Invalid.class)
                .hasMessageContaining("size: '" + text + "' is not a number of bytes");
    }
}
