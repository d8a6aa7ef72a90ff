package dev.leat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code leat subscribe} as a process of its own: signals, kills, pipes. */
class SubscribeIT {

    private static final int EVENTS = 5_000;

    @TempDir
    static Path directory;

    private static Launcher leat;

    @TempDir
    Path hub;

    @BeforeAll
    static void install() throws IOException, InterruptedException {
        leat = Launcher.in(directory.resolve("leat"), directory);
        assertThat(leat.run("--version").code()).isZero();
    }

    @BeforeEach
    void publish() throws IOException, InterruptedException {
        StringBuilder input = new StringBuilder();
        for (int i = 0; i < EVENTS; i++) {
            input.append(Cli.event(String.valueOf(i), "t")).append('\n');
        }
        assertThat(leat.withInput(input.toString(), "publish", "orders", "-", "--fast", "--hub", hub.toString())
                        .code())
                .isZero();
    }

    private List<String> command(String... more) {
        List<String> command = new ArrayList<>(List.of("subscribe", "orders", "--name", "n", "--hub", hub.toString()));
        command.addAll(List.of(more));
        return command;
    }

    private static List<Integer> ids(List<String> lines) {
        return lines.stream()
                .filter(line -> line.endsWith("}")) // the last one may be cut by a kill
                .map(line -> Integer.valueOf(line.replaceAll(".*\"id\":\"(\\d+)\".*", "$1")))
                .toList();
    }

    private List<Integer> rest() throws IOException, InterruptedException {
        return ids(leat.run(command("--until-caught-up").toArray(String[]::new)).lines());
    }

    private static List<String> someLines(Process process, int most) throws IOException {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            lines.add(out.readLine());
        }
        return lines;
    }

    @Test
    void whatWasPrintedIsAcknowledgedWhenCtrlCEndsIt() throws IOException, InterruptedException {
        Process subscribing = leat.interruptible().start(command().toArray(String[]::new));
        List<String> printed = someLines(subscribing, 500);
        Launcher.interrupt(subscribing);
        subscribing.inputReader(StandardCharsets.UTF_8).lines().forEach(printed::add);

        assertThat(subscribing.waitFor()).isEqualTo(130);
        assertThat(Launcher.text(subscribing.getErrorStream())).matches("[0-9,]+ events handled\n");
        List<Integer> all = new ArrayList<>(ids(printed));
        all.addAll(rest());
        assertThat(all).isEqualTo(IntStream.range(0, EVENTS).boxed().toList());
    }

    @Test
    void losesNothingWhenItIsKilled() throws IOException, InterruptedException {
        List<Integer> printed = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Process subscribing = leat.start(command().toArray(String[]::new));
            List<String> lines = someLines(subscribing, 1_500);
            subscribing.toHandle().destroyForcibly();
            subscribing.inputReader(StandardCharsets.UTF_8).lines().forEach(lines::add);
            subscribing.waitFor();
            printed.addAll(ids(lines));
        }
        printed.addAll(rest());

        Set<Integer> all = new HashSet<>(printed);
        assertThat(all).hasSize(EVENTS);
        assertThat(printed.size()).as("no more than 1,000 come again each time").isLessThanOrEqualTo(EVENTS + 2_000);
    }

    @Test
    void ctrlCWaitsForTheCommandThatRunsAndThatItReachesToo() throws IOException, InterruptedException {
        Path log = hub.resolve("log");
        List<String> command = command("--exec", "echo begin >>'" + log + "'; sleep 0.5; echo end >>'" + log + "'");
        Process subscribing = ofItsOwnGroup().start(command.toArray(String[]::new));
        await().until(() -> Files.exists(log));

        new ProcessBuilder("kill", "-INT", "--", "-" + subscribing.pid())
                .start()
                .waitFor();

        assertThat(subscribing.waitFor()).isEqualTo(130);
        assertThat(Launcher.text(subscribing.getErrorStream())).isEqualTo("1 event handled\n");
        assertThat(Files.readAllLines(log)).containsExactly("begin", "end");
        assertThat(leat.run(command("--limit", "1").toArray(String[]::new)).out())
                .contains("\"id\":\"1\"");
    }

    /** As at a terminal, Ctrl-C reaches the process and all that it has started. */
    private static Launcher ofItsOwnGroup() {
        return leat.by(
                "setsid",
                "env",
                "--default-signal=INT",
                leat.root().resolve("leat").toString());
    }

    @Test
    void aProgramAtTheOtherEndOfTwoPipesConsumes() throws IOException, InterruptedException {
        Launcher coproc = leat.by("bash", "-c", """
                coproc EVENTS { "$0" "$@"; }
                for i in 0 1 2; do
                  read -r line <&"${EVENTS[0]}"
                  echo "got $line" | grep -o '"leatposition":"[^"]*"'
                  echo "{\\"ack\\":\\"orders/0:$i\\"}" >&"${EVENTS[1]}"
                done
                eval "exec ${EVENTS[1]}>&-"
                wait "$EVENTS_PID"
                """, leat.root().resolve("leat").toString());

        Cli.Result run = coproc.run(command("--jsonl").toArray(String[]::new));

        assertThat(run.lines())
                .containsExactly("\"leatposition\":\"0:0\"", "\"leatposition\":\"0:1\"", "\"leatposition\":\"0:2\"");
        assertThat(run.err()).isEqualTo("3 events handled\n");
        assertThat(rest()).hasSize(EVENTS - 3);
    }

    @Test
    void endsQuietlyBeforeHead() throws IOException, InterruptedException {
        Launcher shell = leat.by(
                "bash",
                "-c",
                "set -o pipefail; \"$0\" \"$@\" | head -n 1",
                leat.root().resolve("leat").toString());

        Cli.Result run = shell.run(command().toArray(String[]::new));

        assertThat(run.lines()).hasSize(1);
        assertThat(run.code()).isZero();
    }
}
