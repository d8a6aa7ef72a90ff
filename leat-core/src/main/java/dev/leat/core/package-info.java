/**
 * The hub: what a program sees of Leat.
 *
 * <p>{@link dev.leat.core.Hub} opens, {@link dev.leat.core.EventStream} publishes and reads, {@link
 * dev.leat.core.LeatException} says what to do when it fails.
 *
 * <p>Dependencies: cloudevents-api, because an event is a CloudEvent of any maker; slf4j-api, to log where the embedding
 * program wants it; jackson-core, to read and write events as JSON; jackson-databind (optional), to map records from and
 * to JSON data; jspecify, to say what may be null (annotations only).
 */
@NullMarked
package dev.leat.core;

import org.jspecify.annotations.NullMarked;
