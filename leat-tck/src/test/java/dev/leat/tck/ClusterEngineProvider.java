package dev.leat.tck;

import dev.leat.core.HubOptions;
import dev.leat.engine.Engine;
import dev.leat.engine.EngineProvider;
import java.util.Set;

/** Opens {@code cluster:NAME/PROCESS}: a running {@link MemoryCluster}, as one of its processes. */
public final class ClusterEngineProvider implements EngineProvider {

    @Override
    public Set<String> schemes() {
        return Set.of("cluster");
    }

    @Override
    public Engine open(String location, HubOptions options) {
        String[] parts = location.split("/", -1);
        ClusterEngine process = MemoryCluster.named(parts[0]).open(parts[1], options.readOnly());
        return parts.length == 2 ? process : Fault.named(parts[2]).wrap().apply(process);
    }
}
