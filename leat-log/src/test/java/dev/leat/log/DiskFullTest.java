package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Append;
import dev.leat.core.Durability;
import dev.leat.core.LeatException;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Engine;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A full disk refuses appends, and nothing else, for as long as it is full. */
class DiskFullTest {

    private static final int SEGMENT = 64 * 1024;

    private final RandomEvents events = new RandomEvents(new Random(7));
    private int published;

    private Append one() {
        return Append.to("a", events.numbered("e-" + published++).data(null, new byte[900]));
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void refusesAppendsUntilThereIsRoom(Durability level) throws IOException {
        for (int space = SEGMENT - 1_000; space < SEGMENT + 3_000; space += 61) {
            SimDisk disk = new SimDisk();
            History history = new History();
            Engine engine = Logs.open(disk);
            Logs.result(engine.create("a", StreamSettings.defaults()));
            disk.space(space);
            fill(engine, history, level);
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> Logs.result(history.append(engine, 0, one(), level)))
                        .isInstanceOf(LeatException.Overloaded.class)
                        .hasMessageContaining("make room");
            }
            history.check(engine, false);
            disk.space(Long.MAX_VALUE);
            Logs.result(history.append(engine, 0, one(), level));
            history.check(engine, false);
            engine.close();
            assertThat(disk.openFiles()).isZero();
            try (Engine again = Logs.open(disk)) {
                history.check(again, false);
            }
        }
    }

    /** Appends until there is no room twice in a row: the first time what was zeroed ahead is given up. */
    private void fill(Engine engine, History history, Durability level) {
        int refused = 0;
        while (refused < 2) {
            try {
                Logs.result(history.append(engine, 0, one(), level));
                refused = 0;
            } catch (LeatException.Overloaded e) {
                refused++;
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void opensAfterAKillWhileFull(Durability level) throws IOException {
        SimDisk disk = new SimDisk();
        History history = new History();
        Engine engine = Logs.open(disk);
        Logs.result(engine.create("a", StreamSettings.defaults()));
        disk.space(3 * SEGMENT);
        fill(engine, history, level);
        SimDisk left = disk.kill();
        engine.close();
        try (Engine again = Logs.open(left)) {
            history.check(again, false);
        }
    }
}
