package dev.leat.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own, started by its script. */
class LauncherIT {

    @TempDir
    static Path directory;

    private static Launcher leat;

    @TempDir
    Path hubs;

    @BeforeAll
    static void install() throws IOException, InterruptedException {
        leat = Launcher.in(directory.resolve("leat"), directory);
        assertThat(leat.run("--version").code()).isZero();
    }

    @Test
    void setsItselfUpOnceWhenSeveralStartFirst() throws IOException, InterruptedException {
        Launcher fresh = Launcher.in(hubs.resolve("fresh"), hubs);
        List<CompletableFuture<Cli.Result>> starts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            starts.add(CompletableFuture.supplyAsync(() -> version(fresh), LauncherIT::aside));
        }

        assertThat(starts).allSatisfy(start -> {
            assertThat(start.join().code()).isZero();
            assertThat(start.join().out()).startsWith("leat ");
        });
        assertThat(starts.stream().filter(start -> start.join().err().contains("archiving classes")))
                .hasSize(1);
        assertThat(fresh.run("--version").err()).isEmpty();
    }

    private static Cli.Result version(Launcher launcher) {
        try {
            return launcher.run("--version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void startsFromTheArchiveOfClasses() throws IOException, InterruptedException {
        Cli.Result start = leat.with("LEAT_JAVA_OPTS", "-Xlog:class+load").run("--version");

        assertThat(start.out()).containsPattern("dev.leat.server.Main source: shared objects file");
    }

    @Test
    void worksWhereThePathHasSpaces() throws IOException, InterruptedException {
        Launcher fresh = Launcher.in(hubs.resolve("a b"), hubs);

        assertThat(fresh.run("publish", "orders", "--type", "t", "--source", "/s")
                        .out())
                .isEqualTo("0:0\n");
        assertThat(fresh.run("read", "orders").lines()).hasSize(1);
    }

    @Test
    void archivesAgainForAnotherJava() throws IOException, InterruptedException {
        Launcher fresh = Launcher.in(hubs.resolve("fresh"), hubs);
        fresh.run("--version");
        Files.writeString(fresh.installed().resolve("jdk"), "another\n");

        assertThat(fresh.run("--version").err()).contains("archiving classes");
        assertThat(fresh.run("--version").err()).isEmpty();
    }

    @Test
    void installsAgainAfterItWasStoppedHalfway() throws IOException, InterruptedException {
        Launcher fresh = Launcher.in(hubs.resolve("fresh"), hubs);
        Path lock = Files.createDirectories(fresh.root().resolve("leat-server/target/leat.lock"));
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Files.writeString(lock.resolve("pid"), gone.pid() + "\n");
        Files.createDirectories(fresh.installed());

        assertThat(fresh.run("--version").code()).isZero();
    }

    @Test
    void isFoundThroughALinkFromAnyDirectory() throws IOException, InterruptedException {
        Path link = Files.createSymbolicLink(hubs.resolve("linked"), leat.root().resolve("leat"));
        Launcher linked = new Launcher(leat.root(), hubs, List.of(link.toString()), Map.of("LEAT_HUB", "my hub"));

        assertThat(linked.run("publish", "orders", "--type", "t", "--source", "/s")
                        .out())
                .isEqualTo("0:0\n");
        assertThat(hubs.resolve("my hub/MANIFEST")).exists();
    }

    @Test
    void passesArgumentsInputAndExitCodesOn() throws IOException, InterruptedException {
        Launcher inC = leat.with("LC_ALL", "C");
        String hub = hubs.resolve("hüb").toString();

        assertThat(inC.run("publish", "orders", "--hub", hub, "--type", "a b", "--source", "/s", "--subject", "日本 'x'")
                        .out())
                .isEqualTo("0:0\n");
        assertThat(inC.withInput(Cli.event("1", "größe") + "\njunk", "publish", "orders", "-", "--hub", hub)
                        .code())
                .isEqualTo(2);
        assertThat(inC.run("read", "orders", "--hub", hub).out())
                .contains("\"type\":\"a b\",\"subject\":\"日本 'x'\"")
                .contains("größe");
        assertThat(inC.run("read", "nothing", "--hub", hub).code()).isEqualTo(3);
    }

    @Test
    void saysWhatIsMissing() throws IOException, InterruptedException {
        Cli.Result start = leat.with("JAVA_HOME", hubs.toString()).run("--version");

        assertThat(start.code()).isEqualTo(1);
        assertThat(start.err()).contains("JAVA_HOME is '" + hubs + "'").contains("JDK 17 or newer");
    }

    @Test
    void whatWasPrintedIsStoredWhenCtrlCEndsIt() throws IOException, InterruptedException {
        String hub = hubs.resolve("hub").toString();
        Process publishing = leat.interruptible().start("publish", "orders", "-", "--hub", hub);
        CompletableFuture<String> err =
                CompletableFuture.supplyAsync(() -> Launcher.text(publishing.getErrorStream()), LauncherIT::aside);
        CompletableFuture<Void> feeding =
                CompletableFuture.runAsync(() -> feed(publishing.getOutputStream()), LauncherIT::aside);
        BufferedReader out = publishing.inputReader(StandardCharsets.UTF_8);
        List<String> printed = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            printed.add(out.readLine());
        }
        Launcher.interrupt(publishing);
        out.lines().forEach(printed::add);

        assertThat(publishing.waitFor()).isEqualTo(130);
        feeding.join();
        assertThat(printed).doesNotContainNull().doesNotHaveDuplicates();
        assertThat(err.join()).matches("[0-9,]+ published\n");
        assertThat(leat.run("read", "orders", "--hub", hub).lines().size()).isGreaterThanOrEqualTo(printed.size());
        assertThat(leat.run("verify", "--hub", hub).err())
                .endsWith("no damage\n")
                .doesNotContain("note");
    }

    /** On a thread of its own: of the common pool's there may be one alone. */
    private static void aside(Runnable task) {
        new Thread(task).start();
    }

    private static void feed(OutputStream in) {
        try (in) {
            for (int i = 0; i < 10_000_000; i++) {
                in.write((Cli.event(String.valueOf(i), "t") + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // it has been stopped
        }
    }

    @Test
    void ctrlCEndsFollowing() throws IOException, InterruptedException {
        String hub = hubs.resolve("hub").toString();
        leat.run("publish", "orders", "--type", "t", "--source", "/s", "--hub", hub);
        Process following = leat.interruptible().start("read", "orders", "--follow", "--hub", hub);
        BufferedReader out = following.inputReader(StandardCharsets.UTF_8);
        assertThat(out.readLine()).contains("\"type\":\"t\"");

        Launcher.interrupt(following);

        assertThat(following.waitFor()).isEqualTo(130);
        assertThat(Launcher.text(following.getErrorStream())).isEmpty();
    }

    @Test
    void endsQuietlyBeforeHead() throws IOException, InterruptedException {
        String hub = hubs.resolve("hub").toString();
        leat.run("demo", "--hub", hub);
        Launcher shell = leat.by(
                "bash",
                "-c",
                "set -o pipefail; \"$0\" \"$@\" | head -n 1",
                leat.root().resolve("leat").toString());

        Cli.Result read = shell.run("read", "flights", "--hub", hub);

        assertThat(read.lines()).hasSize(1);
        assertThat(read.err()).isEmpty();
        assertThat(read.code()).isZero();
    }

    @Test
    void aFileThatMayNotGrowLosesNothingAcknowledged() throws IOException, InterruptedException {
        String hub = hubs.resolve("hub").toString();
        Launcher limited = leat.by(
                "bash",
                "-c",
                "ulimit -f 512; \"$0\" \"$@\"",
                leat.root().resolve("leat").toString());
        StringBuilder input = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            input.append(Cli.event(String.valueOf(i), "t".repeat(1_000))).append('\n');
        }

        Cli.Result published = limited.withInput(input.toString(), "publish", "orders", "-", "--hub", hub);

        assertThat(published.code()).isIn(8, 9);
        assertThat(published.err()).contains("not stored").doesNotContain("\tat ");
        assertThat(published.lines()).isNotEmpty();
        assertThat(leat.run("read", "orders", "--hub", hub).lines()).hasSameSizeAs(published.lines());
        assertThat(leat.run("publish", "orders", "--type", "t", "--source", "/s", "--hub", hub)
                        .code())
                .isZero();
    }

    @Test
    void whatMayNotBeReadOrWrittenIsNamed() throws IOException, InterruptedException {
        Path hub = hubs.resolve("hub");
        leat.run("publish", "orders", "--type", "t", "--source", "/s", "--hub", hub.toString());
        Path segment = hub.resolve("0000000001.log");
        assertThat(segment.toFile().setReadable(false) && segment.toFile().setWritable(false))
                .isTrue();

        for (String command : List.of("read orders", "publish orders --type t --source /s", "verify")) {
            List<String> words = new ArrayList<>(List.of(command.split(" ")));
            words.addAll(List.of("--hub", hub.toString()));
            Cli.Result result = powerless().run(words.toArray(String[]::new));
            assertThat(result.code()).as(command + ": " + result.err()).isEqualTo(7);
            assertThat(result.err()).contains(segment.toString()).contains("check its permissions");
        }
    }

    /** Root may do anything: without its capabilities it may do what its files' permissions say. */
    private static Launcher powerless() {
        String script = leat.root().resolve("leat").toString();
        return System.getProperty("user.name").equals("root")
                ? leat.by("setpriv", "--bounding-set=-all", "--inh-caps=-all", script)
                : leat;
    }
}
