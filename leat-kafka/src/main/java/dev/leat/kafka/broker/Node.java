package dev.leat.kafka.broker;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One broker of a cluster, which is a controller as well.
 *
 * @param id from 1
 * @param folder its own
 * @param port for clients
 * @param controllerPort for the other controllers
 */
record Node(int id, Path folder, int port, int controllerPort) {

    static final String HOST = "127.0.0.1";
    private static final Set<String> LISTENERS =
            Set.of("listeners", "advertised.listeners", "listener.security.protocol.map");
    static final String SETTINGS = "server.properties";

    String bootstrap() {
        return HOST + ":" + port;
    }

    Path data() {
        return folder.resolve("data");
    }

    /**
     * Writes the settings of this node: few internal partitions and no wait for more members of a group, so that it is quick; a
     * killed broker is missed after 4 s, and not admitted again before; a transaction whose time is over is ended within a second;
     * no topic comes to be by a slip of a name.
     *
     * @param all the nodes of the cluster
     * @param more settings of Kafka's brokers, which win; more listeners are added to its own
     */
    void configure(List<Node> all, Map<String, String> more) throws IOException {
        Properties settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(id));
        settings.put(
                "controller.quorum.voters",
                all.stream()
                        .map(n -> n.id + "@" + HOST + ":" + n.controllerPort)
                        .collect(Collectors.joining(",")));
        settings.put("listeners", "PLAINTEXT://" + bootstrap() + ",CONTROLLER://" + HOST + ":" + controllerPort);
        settings.put("advertised.listeners", "PLAINTEXT://" + bootstrap());
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("log.dirs", data().toString());

        String replicas = Integer.toString(Math.min(3, all.size()));
        settings.put("offsets.topic.replication.factor", replicas);
        settings.put("transaction.state.log.replication.factor", replicas);
        settings.put("transaction.state.log.min.isr", all.size() >= 3 ? "2" : "1");
        settings.put("share.coordinator.state.topic.replication.factor", replicas);
        settings.put("share.coordinator.state.topic.min.isr", all.size() >= 3 ? "2" : "1");
        settings.put("offsets.topic.num.partitions", "5");
        settings.put("transaction.state.log.num.partitions", "5");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("auto.create.topics.enable", "false");
        settings.put("broker.heartbeat.interval.ms", "500");
        settings.put("broker.session.timeout.ms", "4000");
        more.forEach((name, value) ->
                settings.merge(name, value, (own, given) -> LISTENERS.contains(name) ? own + "," + given : given));

        Files.createDirectories(folder);
        try (Writer out = Files.newBufferedWriter(folder.resolve(SETTINGS))) {
            settings.store(out, null);
        }
    }
}
