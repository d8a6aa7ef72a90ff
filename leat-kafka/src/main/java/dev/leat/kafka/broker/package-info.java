/** Brokers for development and tests, in child processes. */
@NullMarked
package dev.leat.kafka.broker;

import org.jspecify.annotations.NullMarked;
