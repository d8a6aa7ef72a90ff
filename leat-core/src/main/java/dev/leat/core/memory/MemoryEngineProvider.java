package dev.leat.core.memory;

import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import dev.leat.engine.Engine;
import dev.leat.engine.EngineProvider;
import java.util.Set;

/** Opens {@code memory:}; each hub has its own memory. */
public final class MemoryEngineProvider implements EngineProvider {

    @Override
    public Set<String> schemes() {
        return Set.of("memory");
    }

    @Override
    public Engine open(String location, HubOptions options) {
        if (!location.isEmpty()) {
            throw new LeatException.Invalid(
                    "uri", "memory:" + location + " has a name; memory is not shared: write memory:");
        }
        if (options.readOnly()) {
            throw new LeatException.Invalid(
                    "readOnly", "true leaves a hub in memory empty for ever; open it for writing");
        }
        if (!options.engine().isEmpty()) {
            throw new LeatException.Invalid("engine", options.engine().keySet() + " are settings of other engines");
        }
        return new MemoryEngine(options.clock());
    }
}
