package dev.leat.kafka.groups;

import dev.leat.core.StreamSettings;
import dev.leat.engine.Membership;
import dev.leat.kafka.TestBroker;
import dev.leat.kafka.client.Clients;
import dev.leat.kafka.client.KafkaLocation;
import dev.leat.kafka.topics.Catalog;
import dev.leat.kafka.topics.Topics;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What a hub has of groups, as if it were alone in its process. */
final class OneProcess implements AutoCloseable {

    final Clients clients;
    final Catalog catalog;
    final Topics topics;
    final Memberships memberships;
    final Cursors cursors;

    OneProcess(String prefix, Map<String, String> properties) {
        this(TestBroker.bootstrap(), prefix, properties);
    }

    OneProcess(String bootstrap, String prefix, Map<String, String> properties) {
        clients = new Clients(new KafkaLocation(bootstrap, prefix, properties));
        catalog = new Catalog(clients);
        topics = new Topics(clients, catalog);
        memberships = new Memberships(clients, catalog);
        cursors = new Cursors(clients, catalog, memberships);
    }

    void create(String stream, int partitions) throws Exception {
        var unused = topics.create(stream, StreamSettings.defaults().partitions(partitions))
                .get(30, TimeUnit.SECONDS);
    }

    Membership join(Listening listening, String... streams) {
        return memberships.join("work", Set.of(streams), listening);
    }

    @Override
    public void close() {
        memberships.close();
        catalog.close();
        clients.close();
    }
}
