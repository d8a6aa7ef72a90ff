package dev.leat.kafka.guards;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class LastOffsetsTest {

    @Property(tries = 100)
    void theLastOffsetOfEachKeyIsKnown(
            @ForAll @Size(max = 500) List<@StringLength(max = 3) String> keys, @ForAll String other) {
        LastOffsets offsets = new LastOffsets();
        Map<String, Long> expected = new HashMap<>();
        long offset = 0;
        for (String key : keys) {
            offsets.put(key, offset);
            expected.put(key, offset++);
        }
        expected.forEach((key, last) -> assertThat(offsets.last(key)).as(key).isEqualTo(last));
        assertThat(offsets.last(other)).isEqualTo(expected.getOrDefault(other, LastOffsets.NONE));
    }
}
