/** Streams as topics: names, settings, and what there is. */
@NullMarked
package dev.leat.kafka.topics;

import org.jspecify.annotations.NullMarked;
