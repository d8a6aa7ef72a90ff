package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;

import dev.leat.core.Capability;
import dev.leat.core.HubOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** The kit can fail: on an engine that does nothing every suite does, and each known fault is caught by the suite for it. */
@Timeout(120)
class KitTest {

    /** What the engine under test is; one test runs at a time. */
    private static volatile Supplier<EngineFixture> fixture = () -> new MemoryFixture("memory:");

    /** The whole contract on whatever is under test. Not found by the build: its name does not end in Test. */
    static class UnderTest extends EngineContract {

        @Override
        protected EngineFixture fixture() {
            return fixture.get();
        }
    }

    /** Waits only a little for what a broken engine will not do. */
    private record Impatient(String uri, Set<Capability> missing, MovableClock clock) implements EngineFixture {

        Impatient(String uri, Set<Capability> missing) {
            this(uri, missing, new MovableClock());
        }

        @Override
        public HubOptions options() {
            return HubOptions.defaults().clock(clock);
        }

        @Override
        public void pass(Duration time) {
            clock.pass(time);
        }

        @Override
        public Duration patience() {
            return Duration.ofSeconds(1);
        }

        @Override
        public void crash() {
            // memory: the next hub begins anew anyway
        }

        @Override
        public void close() {
            // nothing is left
        }
    }

    static List<Class<?>> suites() {
        return Stream.of(StorageContract.class, DeliveryContract.class)
                .flatMap(half -> Arrays.stream(half.getDeclaredClasses()))
                .filter(type -> type.isAnnotationPresent(Nested.class))
                .<Class<?>>map(type -> type)
                .toList();
    }

    static Stream<Fault> faults() {
        return Fault.all().stream();
    }

    private static Events run(Class<?> suite, Supplier<EngineFixture> underTest) {
        fixture = underTest;
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectNestedClass(List.of(UnderTest.class, half(suite)), suite))
                .execute()
                .testEvents();
    }

    private static Class<?> half(Class<?> suite) {
        return Arrays.stream(EngineContract.class.getDeclaredClasses())
                .filter(half -> half.getSuperclass().equals(suite.getDeclaringClass()))
                .findFirst()
                .orElseThrow();
    }

    private static void assertNothingSkipped(Events events) {
        assertThat(events.started().count()).isPositive();
        assertThat(events.skipped().count()).isZero();
        assertThat(events.aborted().count()).isZero();
    }

    @ParameterizedTest
    @MethodSource("suites")
    void everySuiteFailsOnAnEngineThatDoesNothing(Class<?> suite) {
        Events events = run(suite, () -> new Impatient("wrapped:doing-nothing", Set.of()));
        assertNothingSkipped(events);
        assertThat(events.failed().count()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("suites")
    void noSuiteSkipsWhatTheEngineLacks(Class<?> suite) {
        Events events = run(suite, () -> new MemoryFixture("wrapped:modest", Set.of(Capability.values())));
        assertNothingSkipped(events);
        assertThat(events.failed().count()).isZero();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void everyFaultIsCaught(Fault fault) {
        Class<?> suite = suites().stream()
                .filter(type -> type.getSuperclass().equals(fault.caughtBy()))
                .findFirst()
                .orElseThrow();
        Events events = run(suite, () -> faulty(fault));
        assertNothingSkipped(events);
        assertThat(events.failed().count()).isPositive();
    }

    private static EngineFixture faulty(Fault fault) {
        if (FaultyGroups.all().stream().anyMatch(each -> each.name().equals(fault.name()))) {
            return new ClusterFixture(fault);
        }
        Set<Capability> missing = fault.name().equals("claims-to-last") ? Set.of() : MemoryFixture.MISSING;
        return new Impatient("wrapped:" + fault.name(), missing);
    }

    @Test
    void everySuiteIsPartOfTheWhole() {
        assertThat(suites().stream().<Class<?>>map(Class::getSuperclass))
                .containsExactlyInAnyOrderElementsOf(ReflectionSupport.findAllClassesInPackage(
                        "dev.leat.tck", EngineSuite.class::isAssignableFrom, name -> name.endsWith("Contract")));
    }
}
