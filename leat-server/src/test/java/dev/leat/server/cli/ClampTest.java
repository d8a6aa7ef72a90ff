package dev.leat.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Start;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClampTest {

    /** The first 10 of partition 0 are no longer kept; partition 1 is empty. */
    private static final StreamInfo STREAM = new StreamInfo(
            "orders",
            StreamSettings.defaults().partitions(2),
            List.of(new StreamInfo.Span(10, 20), new StreamInfo.Span(0, 0)),
            0,
            0);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0:3            | 0:10
            0:15           | 0:15
            0:99           | 0:20
            1:7            | 1:0
            2:7            | 2:7
            after:0:3      | after:0:9
            after:0:15,1:4 | after:0:15
            after:0:99     | after:0:19
            latest         | latest
            """)
    void takesTheNearestPlaceThatTheStreamHas(String wanted, String taken) {
        assertThat(Clamp.to(STREAM, Start.parse(wanted))).isEqualTo(Start.parse(taken));
    }
}
