package dev.leat.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may come in: wrong credentials and protocols are told when a hub is opened, and no secret is. */
class SecurityTest {

    private static final String SOON = "&default.api.timeout.ms=3000&request.timeout.ms=2000";
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

    @Test
    @Timeout(20)
    void aWrongPasswordIsDeniedAtOnce() {
        assertThatThrownBy(() -> open(broker.uri(prefix, "guessed-Sesame")))
                .isInstanceOf(LeatException.Denied.class)
                .hasMessageContaining("check the credentials")
                .hasMessageContaining("sasl.jaas.config")
                .message()
                .doesNotContain("guessed");
    }

    @Test
    void noPasswordIsShownWhateverIsLogged() throws Exception {
        broker.allow(ResourceType.TOPIC, prefix, AclOperation.ALL);
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                        LoggingProcess.class.getName(),
                        broker.uri(prefix, "guessed-Sesame"),
                        broker.uri(prefix))
                .redirectErrorStream(true)
                .start();
        String all;
        try (InputStream said = process.getInputStream()) {
            all = new String(said.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(all)
                .contains("Denied", "published", "sasl.jaas.config")
                .doesNotContain("guessed-Sesame", SecureBroker.PASSWORD);
    }

    @Test
    void aPortThatWantsCredentialsSaysSo() {
        assertThatThrownBy(() -> open("kafka://" + broker.passwordBootstrap() + "?prefix=" + prefix + SOON))
                .isInstanceOf(LeatException.Unavailable.class)
                .hasMessageContaining("security.protocol=PLAINTEXT")
                .hasMessageContaining("SASL_PLAINTEXT");
    }

    @Test
    void aProtocolOfCredentialsWithoutAnySaysWhatIsMissing() {
        String uri = "kafka://" + broker.passwordBootstrap() + "?security.protocol=SASL_PLAINTEXT&sasl.mechanism=PLAIN";
        assertThatThrownBy(() -> open(uri))
                .isInstanceOf(LeatException.Invalid.class)
                .hasMessageStartingWith("sasl.jaas.config: ");
    }

    @Test
    void aMechanismThatTheBrokerDoesNotOfferIsDenied() {
        assertThatThrownBy(() -> open(broker.uri(prefix)
                        .replace("=PLAIN&", "=SCRAM-SHA-256&")
                        .replace("plain.PlainLoginModule", "scram.ScramLoginModule")))
                .isInstanceOf(LeatException.Denied.class)
                .hasMessageContaining("sasl.mechanism");
    }

    @Test
    void tlsNeedsACertificateThatIsTrusted() {
        String uri = "kafka://" + broker.tlsBootstrap() + "?prefix=" + prefix + "&security.protocol=SSL";
        String trusting = uri + "&ssl.truststore.type=PKCS12&ssl.truststore.location=" + broker.keys()
                + "&ssl.truststore.password=";
        assertThatThrownBy(() -> open(uri))
                .isInstanceOf(LeatException.Denied.class)
                .hasMessageContaining("ssl.truststore");
        assertThatThrownBy(() -> open(trusting + "wrong"))
                .isInstanceOf(LeatException.Invalid.class)
                .hasMessageStartingWith("ssl.truststore.location: ");
        try (Hub hub = open(trusting + SecureBroker.STORE_PASSWORD)) {
            var unused = hub.stream("orders")
                    .publish(Event.of("order.placed", "/test"))
                    .await();
            assertThat(hub.stream("orders").read().list()).hasSize(1);
        }
        try (Hub hub = open(uri + "&ssl.truststore.type=PEM&ssl.truststore.location=" + broker.certificate())) {
            assertThat(hub.stream("orders").read().list()).hasSize(1);
        }
    }

    @Test
    void plainTextToAPortOfTlsSaysSo() {
        assertThatThrownBy(() -> open("kafka://" + broker.tlsBootstrap() + "?prefix=" + prefix + SOON))
                .isInstanceOf(LeatException.Unavailable.class)
                .hasMessageContaining("speak TLS");
    }
}
