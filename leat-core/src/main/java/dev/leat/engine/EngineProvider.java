package dev.leat.engine;

import dev.leat.core.HubOptions;
import java.util.Set;

/** Opens engines by the scheme of a hub's URI. Found by {@link java.util.ServiceLoader}. */
public interface EngineProvider {

    /** The schemes it opens, in lower case; {@code file} also stands for a plain path. */
    Set<String> schemes();

    /**
     * Opens an engine.
     *
     * @param location what follows {@code scheme:}, as the user wrote it; a plain path as it is
     * @throws dev.leat.core.LeatException as {@link dev.leat.core.Hub#open(String, HubOptions)}
     */
    Engine open(String location, HubOptions options);
}
