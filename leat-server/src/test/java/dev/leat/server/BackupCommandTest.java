package dev.leat.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Event;
import dev.leat.core.Hub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupCommandTest {

    @TempDir
    Path parent;

    private Path directory;
    private Path backup;
    private Cli leat;

    @BeforeEach
    void publish() {
        directory = parent.resolve("hub");
        backup = parent.resolve("backup");
        leat = Cli.on(directory);
        leat.run("publish", "orders", "--type", "t", "--source", "/s", "--subject", "a");
    }

    @Test
    void copiesWhatIsNew() {
        assertThat(leat.run("backup", backup.toString()).err())
                .startsWith(backup + " is up to date, ")
                .doesNotContain(" 0 bytes")
                .endsWith(" bytes copied\n");
        assertThat(leat.run("backup", backup.toString()))
                .isEqualTo(new Cli.Result(0, "", backup + " is up to date, 0 bytes copied\n"));

        assertThat(Cli.on(backup).run("read", "orders").lines()).hasSize(1);
        Cli.Result verified = Cli.on(backup).run("verify");
        assertThat(verified.code()).isZero();
        assertThat(verified.err()).contains("note: this is a backup, taken at ").endsWith("no damage\n");
    }

    @Test
    void worksBesideAHubThatPublishes() {
        try (Hub hub = Hub.open(directory.toString())) {
            hub.stream("orders").publish(Event.of("t", "/s")).await();

            assertThat(leat.run("backup", backup.toString()).code()).isZero();
        }

        assertThat(Cli.on(backup).run("read", "orders").lines()).hasSize(2);
    }

    @Test
    void publishingToABackupRestoresItAndEndsIt() {
        leat.run("backup", backup.toString());

        assertThat(Cli.on(backup)
                        .run("publish", "orders", "--type", "t", "--source", "/s")
                        .out())
                .isEqualTo("0:1\n");
        Cli.Result refused = leat.run("backup", backup.toString());
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("opened for writing").contains("new directory");
    }

    @Test
    void refusesWhatIsNoPlaceForABackup() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "text");

        for (Path place : new Path[] {parent, directory, directory.resolve("x"), file}) {
            Cli.Result refused = leat.run("backup", place.toString());
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err()).startsWith("leat: directory: ").contains(place.toString());
        }
        assertThat(Cli.on(parent.resolve("none"))
                        .run("backup", backup.toString())
                        .code())
                .isEqualTo(3);
        assertThat(backup).doesNotExist();
    }
}
