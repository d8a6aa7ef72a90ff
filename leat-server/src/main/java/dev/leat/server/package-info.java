/**
 * The {@code leat} command: composition root, the only module that names a concrete engine.
 *
 * <p>{@link dev.leat.server.Main} puts it together; {@code cli} has one class a command, {@code demo} the demonstration.
 *
 * <p>Dependencies: picocli, for options, help and completion; leat-log, to store and to verify; cloudevents-api, because events are
 * CloudEvents; jackson-core, to write rows as
 * JSON; jackson-databind (runtime), to map the demo's records; progressbar, for the demo's bar at a terminal; slf4j-simple
 * (runtime), to show the engine's warnings on stderr; jspecify, to say what may be null (annotations only).
 */
@NullMarked
package dev.leat.server;

import org.jspecify.annotations.NullMarked;
