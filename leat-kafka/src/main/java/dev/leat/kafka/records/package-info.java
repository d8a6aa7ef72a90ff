/** Events as records of Kafka, by the Kafka binding of CloudEvents. */
@NullMarked
package dev.leat.kafka.records;

import org.jspecify.annotations.NullMarked;
