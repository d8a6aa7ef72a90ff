package dev.leat.tck;

import dev.leat.core.HubOptions;
import dev.leat.core.memory.MemoryEngineProvider;
import dev.leat.engine.Engine;
import dev.leat.engine.EngineProvider;
import java.util.Set;

/** Opens {@code wrapped:}, the memory engine in something else: an honest engine, or the name of a {@link Fault}. */
public final class WrappedEngineProvider implements EngineProvider {

    @Override
    public Set<String> schemes() {
        return Set.of("wrapped");
    }

    @Override
    public Engine open(String location, HubOptions options) {
        Engine memory = new MemoryEngineProvider().open("", options);
        return switch (location) {
            case "answering-later" -> new AnsweringLater(memory);
            case "losing-answers" -> new LosingAnswers(memory);
            case "modest" -> new Modest(memory);
            case "doing-nothing" -> new DoingNothing();
            default -> Fault.named(location).wrap().apply(memory);
        };
    }
}
