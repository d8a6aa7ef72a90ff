/**
 * The engine on Apache Kafka: streams are topics, durable subscriptions are consumer groups.
 *
 * <p>Dependencies: leat-core; kafka-clients, the only complete client of Kafka's protocol on the JVM; slf4j-api, which
 * kafka-clients logs by as well.
 */
@NullMarked
package dev.leat.kafka;

import org.jspecify.annotations.NullMarked;
