/** Appends: plain ones by an idempotent producer, atoms by transactions. */
@NullMarked
package dev.leat.kafka.appends;

import org.jspecify.annotations.NullMarked;
