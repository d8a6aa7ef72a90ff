package dev.leat.kafka;

import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.apache.kafka.common.resource.ResourceType.TRANSACTIONAL_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Append;
import dev.leat.core.Condition;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.StreamSettings;
import dev.leat.core.Subscription;
import dev.leat.core.filter.Filter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The rights that docs/kafka.md names are enough, each of them is needed, and what is not allowed says which one is missing; when it
 * is given, the same hub goes on.
 */
class RightsTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static SecureBroker broker;

    private final String prefix = "t-" + UUID.randomUUID().toString().substring(0, 8) + ".";

    @BeforeAll
    static void start() {
        broker = new SecureBroker();
    }

    @AfterAll
    static void stop() throws IOException {
        broker.close();
    }

    private static Hub open(String uri) {
        return Hub.open(uri, HubOptions.defaults().durability(Durability.FAST));
    }

    /** All of the table in docs/kafka.md. */
    private void allowAll() {
        broker.allow(TOPIC, prefix, READ, WRITE, CREATE, ALTER_CONFIGS, DESCRIBE_CONFIGS, DELETE);
        broker.allow(GROUP, prefix, READ, DELETE);
        broker.allow(TRANSACTIONAL_ID, prefix + "_leat.", WRITE);
    }

    private static NewEvent event(String id) {
        return Event.of("order.placed", "/test").id(id).subject("s");
    }

    private static Append guarded(String id) {
        Filter same = Filter.subject(id);
        return Append.to("guarded", event(id).subject(id)).when(Condition.none("guarded", same));
    }

    /** An action fails without a right, which it names, and does not fail any more when it is there. */
    private void needs(AclOperation right, ResourceType type, String name, Runnable action) {
        AclBinding deny = SecureBroker.right(AclPermissionType.DENY, type, PatternType.LITERAL, prefix + name, right);
        broker.add(List.of(deny));
        assertThatThrownBy(action::run)
                .describedAs("without %s on %s %s", right, type, name)
                .isInstanceOf(LeatException.Denied.class)
                .hasMessageContaining(right.name())
                .hasMessageContaining(prefix + name);
        broker.remove(deny);
        Awaitility.await()
                .atMost(SOON)
                .ignoreExceptionsInstanceOf(LeatException.Denied.class)
                .untilAsserted(action::run);
    }

    @Test
    void eachRightIsNeededForWhatItIsForAndNoOtherIs() {
        allowAll();
        try (Hub hub = open(broker.uri(prefix))) {
            hub.create("orders", StreamSettings.defaults());
            hub.create("guarded", StreamSettings.defaults().guarded(true));
            var first = hub.stream("orders").publish(event("1")).await();
            assertThat(first.offset()).isZero();

            needs(READ, TOPIC, "orders", () -> hub.stream("orders").read().list());
            needs(DESCRIBE_CONFIGS, TOPIC, "orders", () -> hub.stream("orders").info());
            needs(
                    WRITE,
                    TOPIC,
                    "orders",
                    () -> hub.stream("orders").publish(event("2")).await(SOON));
            needs(
                    WRITE,
                    TOPIC,
                    "orders",
                    () -> hub.stream("orders")
                            .publish(List.of(event("3"), event("4")))
                            .await(SOON));
            needs(WRITE, TOPIC, "guarded", () -> hub.append(guarded("5")).await(SOON));
            needs(CREATE, TOPIC, "more", () -> hub.create("more", StreamSettings.defaults()));
            needs(
                    ALTER_CONFIGS,
                    TOPIC,
                    "orders",
                    () -> hub.stream("orders").alter(StreamSettings.defaults().retain(Duration.ofDays(9))));
            needs(
                    READ,
                    GROUP,
                    "billing",
                    () -> hub.subscribe("orders")
                            .durable("billing")
                            .handle(event -> {})
                            .close());
            needs(
                    DELETE,
                    GROUP,
                    "billing",
                    () -> hub.subscribe("orders")
                            .durable("billing")
                            .handle(event -> {})
                            .delete());
            needs(DELETE, TOPIC, "orders", () -> hub.stream("orders").delete());
            assertThat(hub.stream("guarded").read().list()).hasSize(1);
        }
    }

    @Test
    void transactionsNeedTheirIds() {
        broker.allow(TOPIC, prefix, READ, WRITE, CREATE, DESCRIBE_CONFIGS);
        broker.allow(GROUP, prefix, READ);
        try (Hub hub = open(broker.uri(prefix))) {
            hub.create("orders", StreamSettings.defaults());
            hub.create("guarded", StreamSettings.defaults().guarded(true));
            var unused = hub.stream("orders").publish(event("1")).await();
            for (Append append : List.of(Append.to("orders", event("2"), event("3")), guarded("4"))) {
                assertThatThrownBy(() -> hub.append(append).await(SOON))
                        .isInstanceOf(LeatException.Denied.class)
                        .hasMessageContaining("WRITE given to the user on transactional ids");
            }
            var more = hub.stream("orders").publish(event("5")).await();
            assertThat(more.offset()).isEqualTo(1);
            broker.allow(TRANSACTIONAL_ID, prefix + "_leat.", WRITE);
            for (Append append : List.of(Append.to("orders", event("2"), event("3")), guarded("4"))) {
                Awaitility.await()
                        .atMost(SOON)
                        .ignoreExceptionsInstanceOf(LeatException.Denied.class)
                        .untilAsserted(() -> hub.append(append).await(SOON));
            }
        }
    }

    @Test
    void whoMayOnlyReadReadsAndIsToldWhatElseIsMissing() {
        try (Hub admin = open(broker.adminUri(prefix))) {
            admin.create("orders", StreamSettings.defaults());
            admin.create("secret", StreamSettings.defaults());
            var unused = admin.stream("orders").publish(event("1")).await();
        }
        try (Hub hub = open(broker.uri(prefix))) {
            assertThatThrownBy(() -> hub.stream("orders").read().list())
                    .isInstanceOf(LeatException.Denied.class)
                    .hasMessageContaining("READ on topic '" + prefix + "_leat.streams'");
            broker.allow(TOPIC, prefix + "_leat.streams", READ);
            assertThatThrownBy(() -> hub.stream("orders").read().list())
                    .isInstanceOf(LeatException.Denied.class)
                    .hasMessageContaining("'orders'")
                    .hasMessageContaining("DESCRIBE");
            broker.allow(TOPIC, prefix + "orders", READ, DESCRIBE_CONFIGS);
            assertThat(hub.stream("orders").read().list()).hasSize(1);
            assertThat(hub.streams()).extracting(info -> info.name()).containsExactly("orders");
            assertThatThrownBy(() -> hub.stream("secret").read().list())
                    .isInstanceOf(LeatException.Denied.class)
                    .hasMessageContaining("'secret'");
            assertThatThrownBy(() -> hub.stream("orders").publish(event("2")).await(SOON))
                    .isInstanceOf(LeatException.Denied.class)
                    .hasMessageContaining("WRITE");
            assertThat(hub.stream("orders").read().list()).hasSize(1);
        }
    }

    @Test
    void aSubscriptionWhoseRightIsTakenAwayGoesOnWhenItIsThereAgain() {
        allowAll();
        Queue<String> handled = new ConcurrentLinkedQueue<>();
        try (Hub hub = open(broker.uri(prefix));
                Hub admin = open(broker.adminUri(prefix))) {
            hub.create("orders", StreamSettings.defaults());
            Subscription billing =
                    hub.subscribe("orders").durable("billing").handle(event -> handled.add(event.getId()));
            var unused = admin.stream("orders").publish(event("1")).await();
            Awaitility.await()
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(handled).containsExactly("1"));
            List<AclBinding> denied = new ArrayList<>();
            denied.add(SecureBroker.right(AclPermissionType.DENY, TOPIC, PatternType.LITERAL, prefix + "orders", READ));
            denied.add(
                    SecureBroker.right(AclPermissionType.DENY, GROUP, PatternType.LITERAL, prefix + "billing", READ));
            broker.add(denied);
            unused = admin.stream("orders").publish(event("2")).await();
            assertThatThrownBy(() -> hub.stream("orders").read().list()).isInstanceOf(LeatException.Denied.class);
            denied.forEach(broker::remove);
            Awaitility.await()
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(handled).containsExactly("1", "2"));
            assertThat(billing.done().isDone()).isFalse();
        }
    }
}
