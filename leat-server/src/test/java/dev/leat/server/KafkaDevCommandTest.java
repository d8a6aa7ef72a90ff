package dev.leat.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it refuses; that it runs is shown by what docs/kafka.md says. */
class KafkaDevCommandTest {

    @TempDir
    Path directory;

    private Cli.Result run(String... options) {
        String[] command = new String[options.length + 3];
        command[0] = "kafka-dev";
        command[1] = "--data";
        command[2] = directory.resolve("brokers").toString();
        System.arraycopy(options, 0, command, 3, options.length);
        return Cli.on(directory).run(command);
    }

    @Test
    void refusesTwoBrokers() {
        Cli.Result result = run("--brokers", "2");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).isEqualTo("leat: --brokers: 2 is neither 1 nor 3\n");
    }

    @Test
    void refusesPortsThatDoNotExist() {
        assertThat(run("--port", "0").err()).contains("--port: 0 is not between 1 and 65535");
        assertThat(run("--brokers", "3", "--port", "65534").err()).contains("65534 is not between 1 and 65533");
    }

    @Test
    void refusesAPortThatIsInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Cli.Result result = run("--port", String.valueOf(taken.getLocalPort()));

            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err()).contains("port: " + taken.getLocalPort() + " is in use: take another one");
        }
    }

    @Test
    void refusesAFolderOfAnotherNumberOfBrokers() throws IOException {
        Files.createDirectories(directory.resolve("brokers/broker-1"));

        assertThat(run("--brokers", "3").err()).contains("brokers: 3, but").contains("holds a cluster of 1: take 1");
    }
}
