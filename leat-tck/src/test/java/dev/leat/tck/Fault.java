package dev.leat.tck;

import dev.leat.engine.Engine;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * One thing that an engine may do wrong.
 *
 * @param name says what it does
 * @param caughtBy the suite that must fail
 */
record Fault(String name, Class<? extends EngineSuite> caughtBy, UnaryOperator<Engine> wrap) {

    static List<Fault> all() {
        return Stream.of(
                        FaultyAppends.all(),
                        FaultyConditions.all(),
                        FaultyCursors.all(),
                        FaultyEvents.all(),
                        FaultyGroups.all(),
                        FaultyKeeping.all(),
                        FaultyReads.all(),
                        FaultyStreams.all())
                .flatMap(List::stream)
                .toList();
    }

    static Fault named(String name) {
        return all().stream()
                .filter(fault -> fault.name.equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String toString() {
        return name;
    }
}
