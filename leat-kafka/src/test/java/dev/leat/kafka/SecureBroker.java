package dev.leat.kafka;

import dev.leat.kafka.broker.Brokers;
import dev.leat.kafka.broker.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.awaitility.Awaitility;

/**
 * A broker that asks who is there and what they may do. It has three ways in: without credentials for its administrator, by
 * password for {@link #USER}, who may do what is {@linkplain #allow allowed}, and by TLS for whoever trusts its certificate.
 */
final class SecureBroker implements AutoCloseable {

    static final String USER = "shop";
    static final String PASSWORD = "open-Sesame+42";
    static final String STORE_PASSWORD = "store-Sesame+43";

    /** A certificate that signs itself. */
    private static final String KEYS = "keys.p12";

    private final Path folder;
    private final Brokers brokers;
    private final Admin admin;
    private final int passwordPort = FreePorts.pick();
    private final int tlsPort = FreePorts.pick();

    SecureBroker() {
        TestBroker.bootstrap(); // skips the test where there are no brokers
        try {
            folder = Files.createTempDirectory("leat-secure");
            keytool("-genkeypair -alias broker -keyalg RSA -validity 30 -dname CN=broker -ext SAN=IP:127.0.0.1");
            keytool("-exportcert -rfc -alias broker -file " + folder.resolve("broker.pem"));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        brokers = Brokers.start(1, settings());
        admin = Admin.create(Map.of("bootstrap.servers", brokers.bootstrap()));
    }

    private void keytool(String arguments) throws IOException, InterruptedException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder((keytool + " " + arguments + " -keystore " + folder.resolve(KEYS)
                                + " -storetype PKCS12 -storepass " + STORE_PASSWORD)
                        .split(" "))
                .inheritIO()
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("keytool failed");
        }
    }

    private Map<String, String> settings() {
        String listeners = "BYPASSWORD://127.0.0.1:" + passwordPort + ",BYTLS://127.0.0.1:" + tlsPort;
        Map<String, String> settings = new HashMap<>();
        settings.put("listeners", listeners);
        settings.put("advertised.listeners", listeners);
        settings.put("listener.security.protocol.map", "BYPASSWORD:SASL_PLAINTEXT,BYTLS:SSL");
        settings.put("listener.name.bypassword.sasl.enabled.mechanisms", "PLAIN");
        settings.put(
                "listener.name.bypassword.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required user_" + USER + "=\"" + PASSWORD
                        + "\";");
        settings.put(
                "listener.name.bytls.ssl.keystore.location",
                folder.resolve(KEYS).toString());
        settings.put("listener.name.bytls.ssl.keystore.password", STORE_PASSWORD);
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:ANONYMOUS");
        return settings;
    }

    /** For who may do all. */
    String adminUri(String prefix) {
        return "kafka://" + brokers.bootstrap() + "?prefix=" + prefix;
    }

    /** For the user. */
    String uri(String prefix) {
        return uri(prefix, PASSWORD);
    }

    String uri(String prefix, String password) {
        return "kafka://127.0.0.1:" + passwordPort + "?prefix=" + prefix
                + "&security.protocol=SASL_PLAINTEXT&sasl.mechanism=PLAIN&sasl.jaas.config="
                + "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + USER
                + "\" password=\"" + password + "\"%3B";
    }

    String passwordBootstrap() {
        return "127.0.0.1:" + passwordPort;
    }

    String tlsBootstrap() {
        return "127.0.0.1:" + tlsPort;
    }

    /** The broker's certificate. */
    Path certificate() {
        return folder.resolve("broker.pem");
    }

    /** A store with the broker's certificate. */
    Path keys() {
        return folder.resolve(KEYS);
    }

    static AclBinding right(
            AclPermissionType permission, ResourceType type, PatternType pattern, String name, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:" + USER, "*", operation, permission));
    }

    /** Lets the user do something with all whose names begin so. */
    void allow(ResourceType type, String beginning, AclOperation... operations) {
        add(Arrays.stream(operations)
                .map(operation -> right(AclPermissionType.ALLOW, type, PatternType.PREFIXED, beginning, operation))
                .toList());
    }

    /** Returns when the rules are in force. */
    void add(List<AclBinding> rules) {
        try {
            admin.createAcls(rules).all().get();
            for (AclBinding rule : rules) {
                Awaitility.await().until(() -> isInForce(rule));
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns when the rule is in force no more. */
    void remove(AclBinding rule) {
        try {
            admin.deleteAcls(List.of(rule.toFilter())).all().get();
            Awaitility.await().until(() -> !isInForce(rule));
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isInForce(AclBinding rule) throws ExecutionException, InterruptedException {
        return !admin.describeAcls(rule.toFilter()).values().get().isEmpty();
    }

    @Override
    public void close() throws IOException {
        admin.close();
        brokers.close();
        Files.deleteIfExists(keys());
        Files.deleteIfExists(certificate());
        Files.delete(folder);
    }
}
