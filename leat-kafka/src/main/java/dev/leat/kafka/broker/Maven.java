package dev.leat.kafka.broker;

import dev.leat.core.LeatException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the Maven of this machine. */
final class Maven {

    private Maven() {}

    /**
     * The command of the Maven that runs this program, else of the one that {@code M2_HOME} or {@code MAVEN_HOME} name, else of
     * the first in the {@code PATH}.
     *
     * @throws LeatException.Unavailable if there is none
     */
    static String command() {
        for (Path folder : folders()) {
            for (String name : List.of("mvn", "mvn.cmd")) {
                Path command = folder.resolve(name);
                if (Files.isRegularFile(command) && Files.isExecutable(command)) {
                    return command.toString();
                }
            }
        }
        throw new LeatException.Unavailable(
                "Kafka's broker is fetched by Maven, and there is no mvn in the PATH: install Maven 3.8 or newer,"
                        + " or name its folder in MAVEN_HOME",
                null);
    }

    private static List<Path> folders() {
        List<Path> folders = new ArrayList<>();
        addHome(folders, System.getProperty("maven.home"));
        addHome(folders, System.getenv("M2_HOME"));
        addHome(folders, System.getenv("MAVEN_HOME"));
        String path = System.getenv("PATH");
        for (String folder : path == null ? new String[0] : path.split(File.pathSeparator, -1)) {
            if (!folder.isBlank()) {
                folders.add(Path.of(folder));
            }
        }
        return folders;
    }

    private static void addHome(List<Path> folders, @Nullable String home) {
        if (home != null && !home.isBlank()) {
            folders.add(Path.of(home, "bin"));
        }
    }
}
