package dev.leat.core.filter;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Generated expressions and events; few names and values, so that they meet. */
final class Expressions {

    private static final List<String> NAMES =
            List.of("id", "source", "type", "subject", "time", "a", "b", "c", "d1", "absent");
    private static final List<String> TEXTS = List.of(
            "",
            "x",
            "y",
            "xy",
            "aXbY",
            "true",
            "FALSE",
            "0",
            "1",
            "-3",
            "+5",
            "12",
            "2147483648",
            "a b",
            " x ",
            "%",
            "_",
            "a%b",
            "a_b",
            "\\",
            "a\\",
            "\\'",
            "\\\"",
            "it's",
            "\"q\"",
            "\\%",
            "é",
            "2018-04-26T14:48:09Z");
    private static final Level TOP = Level.lowest().above().above().above();

    private Expressions() {}

    /** Expressions of any type. */
    static Arbitrary<Expr> any() {
        return TOP.any;
    }

    static Arbitrary<Expr> predicates() {
        return TOP.bool;
    }

    /** Expressions that many events pass. */
    static Arbitrary<Expr> likely() {
        return Arbitraries.of(
                        "source = 'x'",
                        "type IN ('x', 'y')",
                        "type LIKE '%'",
                        "subject",
                        "EXISTS a OR TRUE",
                        "NOT EXISTS b",
                        "c != 'no'",
                        "1",
                        "id < 2",
                        "d1 <= 20 OR EXISTS d1")
                .map(text -> Parser.parse("likely", text));
    }

    static Arbitrary<String> texts() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.of(TEXTS)),
                Tuple.of(1, Arbitraries.strings().withChars("\\'\"%_ab").ofMaxLength(6)));
    }

    private static Arbitrary<Object> values() {
        return Arbitraries.oneOf(
                texts().map(text -> (Object) text),
                Arbitraries.integers().between(-20, 20).map(number -> (Object) number),
                Arbitraries.of(true, false).map(bool -> (Object) bool));
    }

    /** Events with some of the attributes that expressions name. */
    static Arbitrary<CloudEvent> events() {
        Arbitrary<Map<String, Object>> extensions =
                Arbitraries.maps(Arbitraries.of("a", "b", "c", "d1"), values()).ofMaxSize(4);
        return Combinators.combine(
                        Arbitraries.of("x", "y", "12"),
                        Arbitraries.of("x", "true", ""),
                        extensions,
                        Arbitraries.of(true, false))
                .as((type, subject, all, timed) -> {
                    CloudEventBuilder event = CloudEventBuilder.v1()
                            .withId("1")
                            .withSource(URI.create("x"))
                            .withType(type);
                    event = subject.isEmpty() ? event : event.withSubject(subject);
                    event = timed ? event.withTime(OffsetDateTime.parse("2018-04-26T14:48:09Z")) : event;
                    for (Map.Entry<String, Object> extension : new HashMap<>(all).entrySet()) {
                        event = with(event, extension.getKey(), extension.getValue());
                    }
                    return event.build();
                });
    }

    private static CloudEventBuilder with(CloudEventBuilder event, String name, Object value) {
        return value instanceof Integer number
                ? event.withExtension(name, number)
                : value instanceof Boolean bool
                        ? event.withExtension(name, bool)
                        : event.withExtension(name, (String) value);
    }

    private static Arbitrary<String> patterns() {
        return texts().filter(Quotes::canWrite);
    }

    /** Expressions that are nested so deep at most, and those of them that give true or false. */
    private record Level(Arbitrary<Expr> any, Arbitrary<Expr> bool) {

        private static final Arbitrary<Expr> LEAVES =
                Arbitraries.oneOf(Arbitraries.of(NAMES).map(Attribute::new), values().map(Literal::new));

        static Level lowest() {
            return new Level(
                    LEAVES,
                    Arbitraries.oneOf(
                            Arbitraries.of(true, false).map(Literal::new),
                            Arbitraries.of(NAMES).map(Exists::new)));
        }

        Level above() {
            Arbitrary<Expr> predicates = predicates();
            return new Level(Arbitraries.oneOf(LEAVES, predicates, numbers(), strings()), predicates);
        }

        private Arbitrary<Expr> predicates() {
            return Arbitraries.oneOf(
                    bool.map(Not::new),
                    Combinators.combine(
                                    Arbitraries.of(Logic.Operator.values()),
                                    any.list().ofMinSize(2).ofMaxSize(3))
                            .as(Logic::of),
                    Combinators.combine(Arbitraries.of(Comparison.Operator.values()), any, any)
                            .as(Comparison::new),
                    Combinators.combine(any, patterns()).as(Like::new),
                    Combinators.combine(any, any.list().ofMinSize(1).ofMaxSize(3))
                            .as(In::new),
                    calls(Function.BOOL, Function.IS_BOOL, Function.IS_INT));
        }

        private Arbitrary<Expr> numbers() {
            return Arbitraries.oneOf(
                    any.map(Negate::new),
                    Combinators.combine(Arbitraries.of(Arithmetic.Operator.values()), any, any)
                            .as(Arithmetic::new),
                    calls(Function.LENGTH, Function.ABS, Function.INT));
        }

        private Arbitrary<Expr> strings() {
            return calls(
                    Function.CONCAT,
                    Function.CONCAT_WS,
                    Function.LOWER,
                    Function.UPPER,
                    Function.TRIM,
                    Function.LEFT,
                    Function.RIGHT,
                    Function.SUBSTRING,
                    Function.STRING);
        }

        private Arbitrary<Expr> calls(Function... functions) {
            return Combinators.combine(Arbitraries.of(functions), any.list().ofMaxSize(3))
                    .as(Call::new)
                    .filter(call -> call.function().takes(call.arguments().size()))
                    .map(call -> call);
        }
    }
}
