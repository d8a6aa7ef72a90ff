/** Durable subscriptions as consumer groups: who has which partition, and the cursors. */
@NullMarked
package dev.leat.kafka.groups;

import org.jspecify.annotations.NullMarked;
