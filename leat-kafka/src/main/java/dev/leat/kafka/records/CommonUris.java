package dev.leat.kafka.records;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** URIs that were parsed lately, kept by their text: sources come again and again. Thread-safe. */
final class CommonUris {

    private static final int MOST_KEPT_CHARS = 200;

    /** By the hash of their text. A race costs a URI parsed twice. */
    private static final @Nullable Parsed[] RECENT = new Parsed[256];

    private record Parsed(String text, @Nullable URI uri) {}

    private CommonUris() {}

    /** The URI reference, or null if the text is none. */
    static @Nullable URI of(String text) {
        if (text.length() > MOST_KEPT_CHARS) {
            return parse(text);
        }
        int hash = text.hashCode();
        int slot = (hash ^ hash >>> 8) & RECENT.length - 1;
        Parsed known = RECENT[slot];
        if (known == null || !known.text.equals(text)) {
            known = new Parsed(text, parse(text));
            RECENT[slot] = known;
        }
        return known.uri;
    }

    private static @Nullable URI parse(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
