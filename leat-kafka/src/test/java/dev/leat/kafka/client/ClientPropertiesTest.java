package dev.leat.kafka.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each kind of client gets the properties that it knows. */
class ClientPropertiesTest {

    private static final ClientProperties GIVEN = new ClientProperties(Map.of(
            "linger.ms", "3",
            "fetch.min.bytes", "7",
            "group.instance.id", "one",
            "security.protocol", "SSL"));

    @Test
    void clientsGetNoPropertiesOfOthers() {
        assertThat(GIVEN.producer())
                .containsKeys("linger.ms", "security.protocol")
                .doesNotContainKey("fetch.min.bytes");
        assertThat(GIVEN.consumer())
                .containsKeys("fetch.min.bytes", "security.protocol")
                .doesNotContainKey("linger.ms");
        assertThat(GIVEN.admin()).containsKey("security.protocol").doesNotContainKeys("linger.ms", "fetch.min.bytes");
    }

    @Test
    void onlyMembersOfGroupsAreStatic() {
        assertThat(GIVEN.consumer()).doesNotContainKey("group.instance.id");
        assertThat(GIVEN.groupInstance()).isEqualTo("one");
    }

    @Test
    void waitsOfTheUserWinAndTheOthersFollow() {
        assertThat(new ClientProperties(Map.of()).admin())
                .containsEntry("request.timeout.ms", 10_000)
                .containsEntry("default.api.timeout.ms", 15_000);
        assertThat(new ClientProperties(Map.of("default.api.timeout.ms", "900")).consumer())
                .containsEntry("request.timeout.ms", 900)
                .containsEntry("default.api.timeout.ms", "900");
        assertThat(new ClientProperties(Map.of("request.timeout.ms", "40000")).admin())
                .containsEntry("default.api.timeout.ms", 40_000);
        assertThat(new ClientProperties(Map.of("delivery.timeout.ms", "3000", "linger.ms", "10")).producer())
                .containsEntry("request.timeout.ms", 2_990);
    }
}
