package dev.leat.core.filter;

import io.cloudevents.CloudEvent;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one event by name, extensions among them: all that a filter sees of it.
 *
 * <p>CESQL knows three types (section 3.1). A filter sees
 *
 * <ul>
 *   <li>{@code String} and {@code Boolean} as they are,
 *   <li>{@code Integer}, and {@code Long}, {@code Short} or {@code Byte} within 32 bits, as Integer,
 *   <li>{@code byte[]} as String: Base64,
 *   <li>{@code OffsetDateTime} as String: RFC 3339, seconds always given,
 *   <li>everything else, URIs among them, as String: what {@code toString} gives.
 * </ul>
 */
@FunctionalInterface
public interface Attributes {

    /** The value of an attribute (its name in lower case), or null if the event does not have it. */
    @Nullable
    Object attribute(String name);

    /** Those of any event; a {@code time} is seen as it was written, where the event knows. */
    static Attributes of(CloudEvent event) {
        return new EventAttributes(event);
    }
}
