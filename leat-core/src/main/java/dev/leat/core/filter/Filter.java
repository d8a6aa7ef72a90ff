package dev.leat.core.filter;

import dev.leat.core.LeatException;
import io.cloudevents.CloudEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A predicate on an event's attributes: an expression of CESQL 1.0. Immutable, thread-safe.
 *
 * <p>An event passes if the expression is true. It does not if the expression is false, is no Boolean, or fails: because
 * the event lacks an attribute, because a value cannot be cast, or in any other way, and also where the failure stands
 * beneath NOT or OR ({@code EXISTS} asks for an attribute without failing). How values are seen: {@link Attributes}.
 *
 * <p>AND, OR and XOR bind equally, and NOT binds tighter than a comparison, as the specification has it: where they are
 * mixed, write parentheses. {@code toString} does.
 *
 * <p>So that no user's filter can exhaust a hub, an expression has limits, those below among them; a pattern of LIKE has
 * at most 1,000 characters, and a function takes at most 1,000,000: with more, it fails.
 */
public final class Filter {

    /** The most characters of an expression. */
    public static final int MOST_CHARS = 65_536;

    /** How deep an expression may be nested. */
    public static final int MOST_DEPTH = 250;

    /** The most values of one IN. */
    public static final int MOST_VALUES = 4_096;

    private static final String FIELD = "where";
    private static final Filter ALL = new Filter(FIELD, Literal.TRUE);

    private final Expr root;
    private final String text;
    private final List<Conjunct> conjuncts;
    private final Code[] codes;

    private Filter(String field, Expr root) {
        this.root = root;
        if (root.depth() > MOST_DEPTH) {
            throw new LeatException.Invalid(field, "is nested deeper than " + MOST_DEPTH + "; combine fewer filters");
        }
        this.text = checkLength(field, root.toString());
        this.conjuncts = List.copyOf(split(root));
        this.codes = new Code[conjuncts.size()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = conjuncts.get(i).code();
        }
    }

    private static List<Conjunct> split(Expr root) {
        if (!(root instanceof Logic logic) || logic.operator() != Logic.Operator.AND) {
            return root.equals(Literal.TRUE) ? List.of() : List.of(new Conjunct(root, root.code()));
        }
        List<Conjunct> all = new ArrayList<>();
        for (Expr operand : logic.operands()) {
            if (!operand.equals(Literal.TRUE)) {
                all.add(new Conjunct(operand, Logic.operand(operand)));
            }
        }
        return all;
    }

    static String checkLength(String field, String text) {
        if (text.length() > MOST_CHARS) {
            throw new LeatException.Invalid(
                    field, "has " + text.length() + " characters; an expression has at most " + MOST_CHARS);
        }
        return text;
    }

    /** Every event passes. */
    public static Filter all() {
        return ALL;
    }

    /**
     * Reads an expression.
     *
     * @throws LeatException.Invalid {@code where}, with line, column and what was expected there
     */
    public static Filter parse(String cesql) {
        return new Filter(FIELD, predicate(FIELD, cesql));
    }

    static Expr predicate(String field, String cesql) {
        Expr expression = Parser.parse(field, cesql);
        if (expression.type() == Type.STRING || expression.type() == Type.INTEGER) {
            throw new Source(field, cesql)
                    .error(
                            0,
                            "this gives " + expression.type().words
                                    + ", but a filter true or false; compare it with a value");
        }
        return expression;
    }

    /**
     * Reads filters as the CloudEvents Subscriptions API has them in JSON: an array of objects, each of one dialect
     * ({@code exact}, {@code prefix}, {@code suffix}, {@code all}, {@code any}, {@code not}, {@code sql}), all of which
     * an event must pass; of an empty one, every event does.
     *
     * <p>As there, a filter that fails is false to the {@code any} or {@code not} around it: an event without a subject
     * passes {@code {"not":{"exact":{"subject":"x"}}}}. Such filters are written with {@code HOLDS}.
     *
     * @throws LeatException.Invalid the path of what is wrong, as in {@code filters[1].sql}, or {@code filters} with line
     *     and column
     */
    public static Filter parseJson(String json) {
        return new Filter(Dialects.ROOT, Dialects.read(json));
    }

    /** Events of this type. */
    public static Filter type(String value) {
        return attribute("type", value);
    }

    /** Events about this subject. */
    public static Filter subject(String value) {
        return attribute("subject", value);
    }

    /**
     * Events that have this attribute with a value equal to this one: {@code name = value} in CESQL.
     *
     * @throws LeatException.Invalid if no attribute is called so, or no filter can name it
     */
    public static Filter attribute(String name, Object value) {
        Literal literal = new Literal(Values.seen(value));
        return new Filter(FIELD, Matches.equal(Names.check(FIELD, name), literal));
    }

    /** Events all of whose named attributes are these texts. */
    public static Filter exact(Map<String, String> texts) {
        return new Filter(FIELD, Matches.all(FIELD, Matches.EXACT, texts));
    }

    /** Events all of whose named attributes begin with these texts. */
    public static Filter prefix(Map<String, String> texts) {
        return new Filter(FIELD, Matches.all(FIELD, Matches.PREFIX, texts));
    }

    /** Events all of whose named attributes end in these texts. */
    public static Filter suffix(Map<String, String> texts) {
        return new Filter(FIELD, Matches.all(FIELD, Matches.SUFFIX, texts));
    }

    /** Events that pass both. */
    public Filter and(Filter other) {
        return equals(ALL) ? other : other.equals(ALL) ? this : join(Logic.Operator.AND, other);
    }

    /** Events that pass this one or, where this one is false, the other; an event on which this one fails does not pass. */
    public Filter or(Filter other) {
        return join(Logic.Operator.OR, other);
    }

    private Filter join(Logic.Operator operator, Filter other) {
        return new Filter(FIELD, Logic.of(operator, List.of(Holds.operand(root), Holds.operand(other.root))));
    }

    /** Events to which this one is false; an event on which it fails does not pass. */
    public Filter not() {
        return new Filter(FIELD, new Not(Holds.operand(root)).folded());
    }

    public boolean test(CloudEvent event) {
        return test(Attributes.of(event));
    }

    public boolean test(Attributes event) {
        for (Code code : codes) {
            if (code.run(event) != Boolean.TRUE) {
                return false;
            }
        }
        return true;
    }

    /** Whether an event passes, and if not, why. */
    public Verdict evaluate(Attributes event) {
        for (Conjunct conjunct : conjuncts) {
            Object value = conjunct.code().run(event);
            if (value != Boolean.TRUE) {
                return new Verdict(
                        Optional.of(conjunct),
                        value instanceof Failure failure ? Optional.of(failure) : Optional.empty());
            }
        }
        return Verdict.PASSES;
    }

    /** The conditions that an event passes if and only if it passes this filter; none for {@link #all()}. */
    public List<Conjunct> conjuncts() {
        return conjuncts;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Filter filter && root.equals(filter.root);
    }

    @Override
    public int hashCode() {
        return root.hashCode();
    }

    /**
     * The text that an attribute of every event that passes is equal to, because a conjunct says so, as {@code subject =
     * 'o-1'} does; empty if none does, and of {@code type = 'a'} for the subject.
     *
     * @param attribute its name in lower case
     */
    public Optional<String> pinned(String attribute) {
        return conjuncts.stream()
                .filter(conjunct -> conjunct.attributes().equals(Set.of(attribute)))
                .flatMap(conjunct -> conjunct.equalTo().stream())
                .findFirst();
    }

    /** This filter in CESQL; {@link #parse} gives an equal filter. */
    @Override
    public String toString() {
        return text;
    }
}
