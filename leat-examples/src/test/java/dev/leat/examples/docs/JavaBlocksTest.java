package dev.leat.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.LeatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every Java block compiles without a warning, runs, and prints what it says it prints. */
class JavaBlocksTest {

    @TempDir
    Path directory;

    @TestFactory
    Stream<DynamicTest> javaBlocksRun() {
        return Documents.blocks("java").stream()
                .map(block -> DynamicTest.dynamicTest(block.place(), () -> check(block)));
    }

    private void check(Documents.Block block) throws Exception {
        JavaProgram program = new JavaProgram(block);
        Expected.check(block, program.expected(), program.run(Files.createTempDirectory(directory, "block")));
    }

    @Test
    void documentsHaveJavaBlocks() {
        assertThat(Documents.blocks("java").size()).isGreaterThan(15);
    }

    @Test
    void aBlockThatDoesNotCompileFails() {
        assertThatThrownBy(() -> check(block("int one = \"1\";")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("README.md:1 does not compile")
                .hasMessageContaining("incompatible types");
    }

    @Test
    void aBlockThatPrintsSomethingElseFails() {
        assertThatThrownBy(() -> check(block("System.out.println(1 + 1); // prints: 3")))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> check(block("System.out.println(1 + 1);"))).isInstanceOf(AssertionError.class);
    }

    @Test
    void aBlockThatThrowsFails() {
        assertThatThrownBy(() -> check(block("Hub.open(\"ftp://host\").close();")))
                .isInstanceOf(LeatException.Invalid.class);
    }

    private static Documents.Block block(String line) {
        return new Documents.Block(Documents.ROOT.resolve("README.md"), 1, "java", null, List.of(line));
    }
}
