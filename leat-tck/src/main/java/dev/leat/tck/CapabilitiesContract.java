package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.leat.core.Capabilities;
import dev.leat.core.Capability;
import org.junit.jupiter.api.Test;

/** An engine declares what it lacks, with a reason. That it does what it declares is for the other suites. */
public abstract class CapabilitiesContract extends EngineSuite {

    @Test
    void lacksWhatItsFixtureSays() {
        Capabilities capabilities = hub().capabilities();
        for (Capability capability : Capability.values()) {
            assertThat(capabilities.has(capability)).as(capability.name()).isEqualTo(!lacks(capability));
        }
        assertThat(hub().streams()).isEmpty();
    }

    @Test
    void givesAReasonForWhatItLacks() {
        assertThat(hub().capabilities().missing())
                .allSatisfy((capability, reason) -> assertThat(reason).isNotBlank());
        assertThat(hub().stream("fresh").publish(event("a")).await(patience).offset())
                .isNotNegative();
    }

    @Test
    void requiresByName() {
        for (Capability capability : Capability.values()) {
            if (lacks(capability)) {
                assertUnsupported(capability, () -> hub().capabilities().require(capability));
            } else {
                assertThatCode(() -> hub().capabilities().require(capability)).doesNotThrowAnyException();
            }
        }
    }
}
