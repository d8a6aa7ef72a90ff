package dev.leat.log;

import dev.leat.core.Append;
import dev.leat.core.Durability;
import dev.leat.core.LeatException;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Engine;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** Always the same calls: fills some segments, closes the log, opens it, and goes on. What fails is passed over. */
final class Workload {

    static final String[] STREAMS = {"a", "b", "c"};

    private final SimDisk disk;
    private final History history = new History();
    private final RandomEvents events = new RandomEvents(new Random(42));
    private int published;

    Workload(SimDisk disk) {
        this.disk = disk;
    }

    History history() {
        return history;
    }

    /** Runs to its end, or to where the log cannot be opened. */
    void run() {
        for (int opening = 0; opening < 2; opening++) {
            try (Engine engine = Logs.open(disk)) {
                for (int i = 0; i < STREAMS.length; i++) {
                    settle(engine.create(STREAMS[i], StreamSettings.defaults().partitions(1 + i)));
                }
                for (int i = 0; i < 8; i++) {
                    append(engine, i % 4 == 1 ? 40_000 : 100, i % 2 == 0 ? Durability.SAFE : Durability.FAST);
                }
                settle(engine.create("short", StreamSettings.defaults()));
                settle(engine.delete("short"));
            } catch (IOException | LeatException e) {
                return;
            }
        }
    }

    /** Appends to all streams at once. */
    void append(Engine engine, int bytes, Durability level) {
        Append append = new Append(List.of(), null);
        for (String stream : STREAMS) {
            append = append.and(
                    stream, events.numbered("w-" + published++).data(null, new byte[bytes / STREAMS.length]));
        }
        settle(history.append(engine, 0, append, level));
    }

    private static void settle(CompletableFuture<?> call) {
        try {
            Logs.result(call);
        } catch (LeatException e) {
            // remembered by the history
        }
    }
}
