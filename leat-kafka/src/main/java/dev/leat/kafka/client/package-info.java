/** Where the brokers are, with which properties they are talked to, and what their errors mean. */
@NullMarked
package dev.leat.kafka.client;

import org.jspecify.annotations.NullMarked;
