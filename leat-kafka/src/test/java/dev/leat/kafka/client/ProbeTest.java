package dev.leat.kafka.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** A hub that cannot be opened says why. */
class ProbeTest {

    private static final String SHORT = "?default.api.timeout.ms=1000&request.timeout.ms=500";

    private static void open(String location) {
        Probe.open(KafkaLocation.parse(location, HubOptions.defaults()))
                .clients()
                .close();
    }

    @Test
    void aPortNobodyListensOnIsTold() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThatThrownBy(() -> open("//127.0.0.1:" + port + SHORT))
                .isInstanceOf(LeatException.Unavailable.class)
                .hasMessageContaining("opening kafka://127.0.0.1:" + port + " failed")
                .hasMessageContaining("takes no connection")
                .hasMessageContaining("check host and port");
    }

    @Test
    void aServerThatIsNoBrokerIsTold() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> open("//127.0.0.1:" + silent.getLocalPort() + SHORT))
                    .isInstanceOf(LeatException.Unavailable.class)
                    .hasMessageContaining("does not answer as a broker with security.protocol=PLAINTEXT");
        }
    }

    @Test
    void aHostWithoutAnAddressIsTold() {
        assertThatThrownBy(() -> open("//no-such-host.invalid:9092" + SHORT))
                .isInstanceOf(LeatException.Unavailable.class)
                .hasMessageContaining("no-such-host.invalid")
                .hasMessageContaining("check the name");
    }

    @Test
    void credentialsThatMakeNoLoginAreTold() {
        assertThatThrownBy(
                        () -> open("//127.0.0.1:1" + SHORT + "&security.protocol=SASL_PLAINTEXT&sasl.mechanism=PLAIN"))
                .isInstanceOf(LeatException.Invalid.class)
                .hasMessageContaining("sasl.jaas.config");
        assertThatThrownBy(() -> open("//127.0.0.1:1" + SHORT
                        + "&security.protocol=SASL_PLAINTEXT&sasl.mechanism=PLAIN&sasl.jaas.config=hush"))
                .isInstanceOf(LeatException.Invalid.class)
                .hasMessageNotContaining("hush");
    }

    @Test
    void aTrustStoreThatIsNotThereIsTold() {
        assertThatThrownBy(() -> open("//127.0.0.1:1" + SHORT
                        + "&security.protocol=SSL&ssl.truststore.location=/no/such.jks&ssl.truststore.password=hush"))
                .isInstanceOf(LeatException.Invalid.class)
                .hasMessageContaining("/no/such.jks")
                .hasMessageNotContaining("hush");
    }
}
