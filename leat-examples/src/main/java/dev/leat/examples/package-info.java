/**
 * Programs to start from.
 *
 * <p>{@link dev.leat.examples.Billing} makes events of events, each once, {@link dev.leat.examples.Shipping} does something
 * about events and sets aside what fails, {@link dev.leat.examples.Tail} follows a stream from another process.
 *
 * <p>Dependencies: leat-core, what a program compiles against, and cloudevents-api, what an event is; leat-log (runtime), to
 * open directories; jackson-databind (runtime), to map records; slf4j-simple (runtime), to show warnings on stderr; jspecify
 * (annotations only).
 */
@NullMarked
package dev.leat.examples;

import org.jspecify.annotations.NullMarked;
