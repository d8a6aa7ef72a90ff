/**
 * Guarded streams: one owner for each partition, which checks conditions and recognises duplicates.
 *
 * <p>Kafka has no append on condition. So all appends to a guarded stream go through the owners of its partitions, who know
 * these to the end. Who owns a partition is said by a consumer group, that nobody else adds to it by the partition's
 * transactional id: {@link dev.leat.kafka.guards.Takeover}.
 *
 * <p>When an owner closes, another hub of the group has its partitions after one to three seconds; when one is killed, after
 * {@code session.timeout.ms}, 10 s by default, and as much. To this comes the time to read the partition. In memory an owner
 * keeps some 32 bytes for each subject and key, some 120 for each event within the horizon of {@code dedupe}, and the newest
 * events, at most 16 MiB of each partition. A condition about older events than these, that is not only about one subject or
 * key, has the partition read, while other guarded appends of the hub wait.
 */
@NullMarked
package dev.leat.kafka.guards;

import org.jspecify.annotations.NullMarked;
