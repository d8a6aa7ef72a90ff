package dev.leat.core.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.leat.core.LeatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Every case of CESQL's published conformance suite.
 *
 * <p>What an expression is worth is looked at beneath {@link Filter}, which refuses what can be no predicate; what can is
 * tested as a filter as well. A missing function is found when the expression is read.
 */
@NullMarked
class ConformanceTest {

    record Suite(String name, List<Case> tests) {}

    record Case(
            String name,
            String expression,
            @Nullable Object result,
            @Nullable String error,
            @Nullable Map<String, Object> event,
            @Nullable Map<String, Object> eventOverrides) {

        /** FALSE is a boolean in YAML, but text to this reader of YAML. */
        Case {
            result = "FALSE".equals(result) ? (Object) false : result;
        }

        Attributes attributes() {
            if (event != null) {
                return event::get;
            }
            Map<String, Object> overrides = eventOverrides == null ? Map.of() : eventOverrides;
            Map<String, Object> any = Map.of("specversion", "1.0", "id", "1", "source", "/any", "type", "any");
            return name -> overrides.getOrDefault(name, any.get(name));
        }
    }

    @TestFactory
    Stream<DynamicNode> everyCaseGivesTheExpectedResultAndError() throws IOException {
        Path suites = Path.of(System.getProperty("leat.shared", "../../shared"), "conformance", "cesql");
        if (!Files.isDirectory(suites)) {
            String missing = "the conformance suite is not in " + suites + "; name its place by -Dleat.shared";
            return "true".equals(System.getenv("CI")) ? fail(missing) : abort(missing);
        }
        try (Stream<Path> files = Files.list(suites)) {
            return files
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .map(ConformanceTest::suite)
                    .toList()
                    .stream();
        }
    }

    private static DynamicNode suite(Path file) {
        Suite suite = YAMLMapper.builder().build().readValue(file.toFile(), Suite.class);
        assertThat(suite.tests()).as(file.toString()).isNotEmpty();
        return DynamicContainer.dynamicContainer(
                suite.name(),
                suite.tests().stream()
                        .map(test ->
                                DynamicTest.dynamicTest(test.name() + ": " + test.expression(), () -> check(test))));
    }

    private static void check(Case test) {
        Expr expression;
        try {
            expression = Parser.parse("where", test.expression());
        } catch (LeatException.Invalid e) {
            assertThat(test.error()).as(e.getMessage()).isIn("parse", "missingFunction");
            assertThat(e.getMessage().contains("there is no function"))
                    .isEqualTo("missingFunction".equals(test.error()));
            return;
        }
        Object value = expression.code().run(test.attributes());
        if (value instanceof Failure failure) {
            assertThat(kind(failure)).as(failure.message()).isEqualTo(test.error());
            assertThat(failure.value()).isEqualTo(test.result());
        } else {
            assertThat(test.error()).isNull();
            assertThat(value).isEqualTo(test.result());
        }
        if (expression.type() == Type.BOOLEAN || expression.type() == Type.ANY) {
            assertThat(Filter.parse(test.expression()).test(test.attributes())).isEqualTo(value.equals(true));
        }
    }

    private static String kind(Failure failure) {
        return switch (failure.kind()) {
            case MISSING_ATTRIBUTE -> "missingAttribute";
            case CAST -> "cast";
            case MATH -> "math";
            case FUNCTION_EVALUATION -> "functionEvaluation";
        };
    }
}
