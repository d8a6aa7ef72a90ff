package dev.leat.kafka.groups;

import static java.util.Objects.requireNonNull;

import dev.leat.core.LeatException;
import dev.leat.kafka.client.Clients;
import dev.leat.kafka.client.KafkaFailures;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.FencedMemberEpochException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** What the brokers' answers about groups mean to who is no member of them. Thread-safe. */
final class GroupAnswers {

    private static final int DESCRIBE_MS = 5_000;

    private final Clients clients;

    GroupAnswers(Clients clients) {
        this.clients = clients;
    }

    /**
     * Done, also where topic or group are gone; Fenced, naming the members of the group, where it has some.
     *
     * @param right which one it takes in the group
     */
    CompletableFuture<@Nullable Void> ofPartition(
            String subscription, String doing, AclOperation right, KafkaFuture<Void> answer) {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        var unused = answer.whenComplete((nothing, error) -> {
            if (error == null || isGone(error)) {
                done.complete(null);
            } else if (hasMembers(error)) {
                fence(done, subscription, doing);
            } else {
                done.completeExceptionally(failure(error, subscription, doing, right));
            }
        });
        return done;
    }

    private LeatException failure(Throwable error, String subscription, String doing, AclOperation right) {
        return KafkaFailures.cause(error) instanceof GroupAuthorizationException
                ? KafkaFailures.of(
                        error, doing, right + " on group '" + clients.names().group(subscription) + "'")
                : KafkaFailures.of(error, doing);
    }

    private void fence(CompletableFuture<?> done, String subscription, String doing) {
        var unused = describe(subscription).whenComplete((group, error) -> {
            String members = error != null
                    ? "some that could not be asked for"
                    : group.members().stream()
                            .map(member -> member.clientId() + " at " + member.host())
                            .sorted()
                            .collect(Collectors.joining(", "));
            done.completeExceptionally(new LeatException.Fenced(doing + " is up to the members of its group: " + members
                    + "; do it there, or close the subscription there first"));
        });
    }

    /** The group of a subscription, with what this hub may do in it. */
    CompletableFuture<ConsumerGroupDescription> describe(String subscription) {
        String group = clients.names().group(subscription);
        var options = new DescribeConsumerGroupsOptions()
                .includeAuthorizedOperations(true)
                .timeoutMs(DESCRIBE_MS);
        return KafkaFailures.future(
                requireNonNull(clients.admin()
                        .describeConsumerGroups(List.of(group), options)
                        .describedGroups()
                        .get(group)),
                "asking for the group of subscription '" + subscription + "'");
    }

    /**
     * The answer; null where group or topic are gone or were never there, or where others have come to the group.
     *
     * @param right which one it takes in the group
     */
    <T> CompletableFuture<@Nullable T> unlessGone(
            String subscription, String doing, AclOperation right, KafkaFuture<T> answer) {
        CompletableFuture<@Nullable T> done = new CompletableFuture<>();
        var unused = answer.whenComplete((value, error) -> {
            if (error == null) {
                done.complete(value);
            } else if (isGone(error) || error instanceof GroupNotEmptyException) {
                done.complete(null);
            } else {
                done.completeExceptionally(failure(error, subscription, doing, right));
            }
        });
        return done;
    }

    private static boolean isGone(Throwable error) {
        return error instanceof GroupIdNotFoundException || error instanceof UnknownTopicOrPartitionException;
    }

    private static boolean hasMembers(Throwable error) {
        return error instanceof UnknownMemberIdException
                || error instanceof IllegalGenerationException
                || error instanceof RebalanceInProgressException
                || error instanceof GroupSubscribedToTopicException
                || error instanceof GroupNotEmptyException
                || error instanceof StaleMemberEpochException
                || error instanceof FencedMemberEpochException;
    }
}
