/** Reading partitions, and where they begin and end. */
@NullMarked
package dev.leat.kafka.reads;

import org.jspecify.annotations.NullMarked;
