package dev.leat.core.filter;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One of the conditions that a filter joins by AND at its top. An event passes the filter if and only if it passes each of
 * them, in whatever order they are tested: an error refuses an event as much as false does. Immutable, thread-safe.
 *
 * <p>A conjunct of one attribute can be tested once per value instead of once per event.
 */
public final class Conjunct {

    private final Expr expression;
    private final Code code;
    private final SortedSet<String> attributes;

    Conjunct(Expr expression, Code code) {
        this.expression = expression;
        this.code = code;
        SortedSet<String> names = new TreeSet<>();
        expression.names(names);
        this.attributes = Collections.unmodifiableSortedSet(names);
    }

    /** The names of the attributes whose values, or absence, decide. */
    public SortedSet<String> attributes() {
        return attributes;
    }

    /** Whether an event passes. */
    public boolean test(Attributes event) {
        return code.run(event) == Boolean.TRUE;
    }

    /**
     * Whether any event passes whose one of {@link #attributes()} has this value.
     *
     * @param value as {@link Attributes#attribute} gives it: null where it is absent
     * @throws IllegalStateException if this conjunct does not depend on exactly one attribute
     */
    public boolean testValue(@Nullable Object value) {
        if (attributes.size() != 1) {
            throw new IllegalStateException(this + " depends on " + attributes + ", not on one attribute");
        }
        return test(name -> value);
    }

    /** The text that the one attribute's value must be equal to, if that is all there is to pass, as in type = 'a'. */
    public Optional<String> equalTo() {
        return expression instanceof Comparison comparison
                        && comparison.operator() == Comparison.Operator.EQUAL
                        && comparison.left() instanceof Attribute
                        && comparison.right() instanceof Literal literal
                        && literal.value() instanceof String text
                ? Optional.of(text)
                : Optional.empty();
    }

    Code code() {
        return code;
    }

    /** This condition in CESQL. */
    @Override
    public String toString() {
        return expression.toString();
    }
}
