package dev.leat.core;

/**
 * Makes a hub of whichever engine a URI names. Found by {@link java.util.ServiceLoader}; leat-core brings the only one
 * there needs to be: engines are added by {@code dev.leat.engine.EngineProvider}.
 */
public interface HubOpener {

    /** As {@link Hub#open(String, HubOptions)}. */
    Hub open(String uri, HubOptions options);
}
