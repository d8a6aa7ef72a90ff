package dev.leat.kafka.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A location is read as it is written, and what is wrong in it is told with the way out. */
class KafkaLocationTest {

    private static final HubOptions NONE = HubOptions.defaults();

    private static LeatException.Invalid refusal(String location) {
        return catchThrowableOfType(LeatException.Invalid.class, () -> KafkaLocation.parse(location, NONE));
    }

    @Test
    void partsAreRead() {
        KafkaLocation location = KafkaLocation.parse(
                "//a:9092,[::1]:9093?prefix=shop.&replication=2&security.protocol=SASL_SSL"
                        + "&sasl.jaas.config=x%20required%20password%3D%22a+b%26c%22;",
                NONE);

        assertThat(location.bootstrap()).isEqualTo("a:9092,[::1]:9093");
        assertThat(location.prefix()).isEqualTo("shop.");
        assertThat(location.replication()).isEqualTo(2);
        assertThat(location.properties())
                .isEqualTo(
                        Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", "x required password=\"a+b&c\";"));
        assertThat(location).hasToString("kafka://a:9092,[::1]:9093");
    }

    @Test
    void withoutAQueryAllIsDefault() {
        assertThat(KafkaLocation.parse("//a:9092", NONE)).isEqualTo(new KafkaLocation("a:9092", "", 0, Map.of()));
    }

    @Test
    void theQueryWinsOverOptionsAndOptionsOverTheFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("client.properties"),
                "linger.ms=1\nretries = 5 \nmax.block.ms=7\nacks=all\nbootstrap.servers=a:9092\n");
        KafkaLocation location = KafkaLocation.parse(
                "//a:9092?linger.ms=3&properties=" + file,
                NONE.engine("linger.ms", "2").engine("retries", "6").engine("prefix", "p-"));

        assertThat(location.properties()).isEqualTo(Map.of("linger.ms", "3", "retries", "6", "max.block.ms", "7"));
        assertThat(location.prefix()).isEqualTo("p-");
    }

    @Test
    void theCheckOfHostNamesCanBeSwitchedOff() {
        assertThat(KafkaLocation.parse("//a:9092?ssl.endpoint.identification.algorithm=", NONE)
                        .properties())
                .containsEntry("ssl.endpoint.identification.algorithm", "");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a:9092                               | uri                | begins without //
            //                                   | uri                | names no host
            //:9092                              | uri                | names no host
            //a                                  | uri                | names no port
            //a:                                 | uri                | names no port
            //a:9092,b                           | uri                | 'b' names no port
            //a:9092,                            | uri                | names no host
            //a:99999                            | uri                | '99999' is no port
            //a:http                             | uri                | 'http' is no port
            //a:9092/orders                      | uri                | the path '/orders'
            //me:hush@a:9092                     | uri                | sasl.jaas.config
            //a:9092?=x                          | uri                | without a name
            //a:9092?linger.ms                   | linger.ms          | has no value
            //a:9092?linger.ms=                  | linger.ms          | has no value
            //a:9092?linger.ms=1&linger.ms=2     | linger.ms          | twice
            //a:9092?linger.ms=%2                | linger.ms          | write %25
            //a:9092?linger.ms=soon              | linger.ms          | soon
            //a:9092?lingr.ms=5                  | lingr.ms           | the nearest is linger.ms
            //a:9092?security.protocol=TLS       | security.protocol  | TLS
            //a:9092?group.id=x                  | group.id           | name of the durable subscription
            //a:9092?acks=1                      | acks               | HubOptions.durability
            //a:9092?auto.offset.reset=latest    | auto.offset.reset  | start
            //a:9092?bootstrap.servers=b:1       | bootstrap.servers  | stand in the location
            //a:9092?prefix=a/b                  | prefix             | 'a/b'
            //a:9092?prefix=__a                  | prefix             | '__a'
            //a:9092?replication=0               | replication        | '0'
            //a:9092?properties=/no/such/file    | properties         | /no/such/file
            """)
    void whatIsWrongIsTold(String location, String field, String problem) {
        LeatException.Invalid refusal = refusal(location);
        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal).hasMessageContaining(problem);
    }

    @Test
    void secretsAreNeverTold() {
        String secret = "hush";
        assertThat(refusal("//me:" + secret + "@a:9092").getMessage()).doesNotContain(secret);
        assertThat(refusal("//a:9092?ssl.key.pasword=" + secret).getMessage()).doesNotContain(secret);
        assertThat(refusal("//a:9092?sasl.jaas.config=" + secret + "%2").getMessage())
                .doesNotContain(secret);
        assertThat(KafkaLocation.parse("//a:9092?ssl.key.password=" + secret, NONE)
                        .toString())
                .doesNotContain(secret);
    }
}
