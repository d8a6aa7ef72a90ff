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
    private static final int DEPTH = 3;

    private Expressions() {}

    /** Expressions of any type. */
    static Arbitrary<Expr> any() {
        return any(DEPTH);
    }

    static Arbitrary<Expr> predicates() {
        return bool(DEPTH);
    }

    static Arbitrary<String> texts() {
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(4, Arbitraries.of(TEXTS)),
                net.jqwik.api.Tuple.of(
                        1, Arbitraries.strings().withChars("\\'\"%_ab").ofMaxLength(6)));
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

    private static Arbitrary<Expr> attribute() {
        return Arbitraries.of(NAMES).map(Attribute::new);
    }

    private static Arbitrary<Expr> any(int depth) {
        return depth == 0
                ? Arbitraries.oneOf(attribute(), values().map(Literal::new))
                : Arbitraries.oneOf(attribute(), values().map(Literal::new), bool(depth), number(depth), text(depth));
    }

    private static Arbitrary<Expr> bool(int depth) {
        if (depth == 0) {
            return Arbitraries.oneOf(
                    Arbitraries.of(true, false).map(Literal::new),
                    Arbitraries.of(NAMES).map(Exists::new));
        }
        Arbitrary<Expr> any = any(depth - 1);
        return Arbitraries.oneOf(
                bool(depth - 1).map(Not::new),
                Combinators.combine(
                                Arbitraries.of(Logic.Operator.values()),
                                any.list().ofMinSize(2).ofMaxSize(3))
                        .as(Logic::of),
                Combinators.combine(Arbitraries.of(Comparison.Operator.values()), any, any)
                        .as(Comparison::new),
                Combinators.combine(any, patterns()).as(Like::new),
                Combinators.combine(any, any.list().ofMinSize(1).ofMaxSize(3)).as(In::new),
                calls(depth, List.of(Function.BOOL, Function.IS_BOOL, Function.IS_INT)));
    }

    private static Arbitrary<String> patterns() {
        return texts().filter(Quotes::canWrite);
    }

    private static Arbitrary<Expr> number(int depth) {
        Arbitrary<Expr> any = any(depth - 1);
        return Arbitraries.oneOf(
                any.map(Negate::new),
                Combinators.combine(Arbitraries.of(Arithmetic.Operator.values()), any, any)
                        .as(Arithmetic::new),
                calls(depth, List.of(Function.LENGTH, Function.ABS, Function.INT)));
    }

    private static Arbitrary<Expr> text(int depth) {
        return calls(
                depth,
                List.of(
                        Function.CONCAT,
                        Function.CONCAT_WS,
                        Function.LOWER,
                        Function.UPPER,
                        Function.TRIM,
                        Function.LEFT,
                        Function.RIGHT,
                        Function.SUBSTRING,
                        Function.STRING));
    }

    private static Arbitrary<Expr> calls(int depth, List<Function> functions) {
        return Combinators.combine(
                        Arbitraries.of(functions), any(depth - 1).list().ofMaxSize(3))
                .as((function, arguments) -> (Expr) new Call(function, arguments))
                .filter(call -> ((Call) call).function().takes(call.children().size()));
    }
}
