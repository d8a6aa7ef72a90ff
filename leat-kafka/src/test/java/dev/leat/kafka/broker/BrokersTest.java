package dev.leat.kafka.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.kafka.TestBroker;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class BrokersTest {

    @Test
    void A_broker_answers() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestBroker.bootstrap()))) {
            assertThat(admin.describeCluster().nodes().get()).hasSize(1);
        }
    }

    @Test
    void Three_brokers_hold_three_replicas_and_a_killed_one_comes_back_with_its_data() throws Exception {
        Brokers brokers = TestBroker.three();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic("kept", Optional.of(1), Optional.of((short) 3))))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            Broker killed = brokers.broker(0);
            killed.kill();
            assertThat(killed.isRunning()).isFalse();
            killed.start();
            assertThat(killed.isRunning()).isTrue();
        }
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", brokers.broker(0).bootstrap()))) {
            assertThat(admin.listTopics().names().get()).contains("kept");
        }
    }
}
