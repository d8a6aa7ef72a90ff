package dev.leat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code leat import} and {@code leat backup} as processes of their own, which are killed. */
class TransferIT {

    private static final int EVENTS = 30_000;

    @TempDir
    static Path directory;

    private static Launcher leat;
    private static Path export;

    @BeforeAll
    static void export() throws IOException, InterruptedException {
        leat = Launcher.in(directory.resolve("leat"), directory);
        StringBuilder input = new StringBuilder();
        for (int i = 0; i < EVENTS; i++) {
            input.append(Cli.event(String.valueOf(i), "t")).append('\n');
        }
        Path events = Files.writeString(directory.resolve("events.jsonl"), input);
        assertThat(leat.run("publish", "orders", events.toString(), "--fast").code())
                .isZero();
        export = directory.resolve("orders.jsonl");
        assertThat(leat.run("export", "-o", export.toString()).code()).isZero();
    }

    private static void kill(Process process) throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    private static long imported(Path hub) throws IOException, InterruptedException {
        return leat.run("read", "orders", "--hub", hub.toString()).lines().size();
    }

    @Test
    void anImportThatIsKilledGoesOnAndEachEventIsThereOnce(@TempDir Path hub) throws IOException, InterruptedException {
        Random random = new Random(3);
        for (int kills = 0; kills < 2; kills++) {
            Path segment = hub.resolve("0000000001.log");
            long enough = (Files.exists(segment) ? Files.size(segment) : 0) + 50_000 + random.nextInt(200_000);
            Process importing = leat.start("import", export.toString(), "--hub", hub.toString());
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> !importing.isAlive() || (Files.exists(segment) && Files.size(segment) > enough));
            kill(importing);
        }
        assertThat(imported(hub)).isPositive();

        Cli.Result whole = leat.run("import", export.toString(), "--hub", hub.toString());

        assertThat(whole.code()).isZero();
        assertThat(whole.err()).matches("[0-9,]+ events imported, [0-9,]+ had been before\n");
        List<String> ids = leat.run("read", "orders", "--hub", hub.toString()).lines().stream()
                .map(line -> line.replaceAll(".*\"id\":\"(\\d+)\".*", "$1"))
                .toList();
        assertThat(ids).hasSize(EVENTS).doesNotHaveDuplicates().startsWith("0", "1", "2");
    }

    @Test
    void aBackupThatIsKilledLeavesTheOneBefore(@TempDir Path backup) throws IOException, InterruptedException {
        String target = backup.resolve("backup").toString();
        assertThat(leat.run("backup", target).code()).isZero();
        assertThat(leat.run("publish", "more", "--type", "t", "--source", "/s").code())
                .isZero();

        for (int kills = 0; kills < 2; kills++) {
            Process backing = leat.start("backup", target);
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> !backing.isAlive() || Files.exists(Path.of(target, "0000000001.log.new")));
            kill(backing);
            Cli.Result verified = leat.run("verify", "--hub", target);
            assertThat(verified.err()).endsWith("no damage\n");
            assertThat(imported(Path.of(target))).isEqualTo(EVENTS);
        }

        assertThat(leat.run("backup", target).code()).isZero();
        assertThat(leat.run("read", "more", "--hub", target).lines()).hasSize(1);
        assertThat(Path.of(target, "0000000001.log.new")).doesNotExist();
    }
}
