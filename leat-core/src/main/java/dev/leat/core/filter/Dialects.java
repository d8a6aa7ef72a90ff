package dev.leat.core.filter;

import dev.leat.core.LeatException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the filter dialects of the CloudEvents Subscriptions API 1.0 (section 3.2.4.1) into the tree of CESQL.
 *
 * <p>There each filter is true or false, never an error; so what may fail is wrapped in {@link Holds} where an error and
 * false are not the same: beneath {@code any} and {@code not}.
 */
final class Dialects {

    static final String ROOT = "filters";

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final JsonParser in;

    private Dialects(JsonParser in) {
        this.in = in;
    }

    static Expr read(String json) {
        Filter.checkLength(ROOT, json);
        try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), json)) {
            in.nextToken();
            Expr all = new Dialects(in).join(Logic.Operator.AND, ROOT, false);
            if (in.nextToken() != null) {
                throw new LeatException.Invalid(ROOT, "goes on behind the array; give one array");
            }
            return all;
        } catch (JacksonException e) {
            TokenStreamLocation where = e.getLocation();
            throw new LeatException.Invalid(
                    ROOT,
                    "is no JSON: " + e.getOriginalMessage(),
                    where == null ? 0 : where.getLineNr(),
                    where == null ? 0 : where.getColumnNr());
        }
    }

    /** An array of filters; a path other than the root's must hold one at least. */
    private Expr join(Logic.Operator operator, String path, boolean total) {
        expect(JsonToken.START_ARRAY, path, "an array of filters, as in [{\"exact\":{\"type\":\"order.placed\"}}]");
        List<Expr> all = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            all.add(filter(path + "[" + all.size() + "]", total));
        }
        if (all.isEmpty() && !path.equals(ROOT)) {
            throw new LeatException.Invalid(path, "is empty; give one filter at least");
        }
        return all.isEmpty() ? Literal.TRUE : Logic.of(operator, all);
    }

    private Expr filter(String path, boolean total) {
        expect(JsonToken.START_OBJECT, path, "a filter, as in {\"exact\":{\"type\":\"order.placed\"}}");
        if (in.nextToken() != JsonToken.PROPERTY_NAME) {
            throw new LeatException.Invalid(
                    path, "is empty; name a dialect: exact, prefix, suffix, all, any, not or sql");
        }
        String dialect = in.currentName();
        String inner = path + "." + dialect;
        in.nextToken();
        Expr filter = switch (dialect) {
            case "exact", "prefix", "suffix" ->
                leaf(Matches.all(inner, Matches.valueOf(dialect.toUpperCase(Locale.ROOT)), texts(inner)), total);
            case "sql" -> leaf(Filter.predicate(inner, text(inner)), total);
            case "all" -> join(Logic.Operator.AND, inner, total);
            case "any" -> join(Logic.Operator.OR, inner, true);
            case "not" -> new Not(filter(inner, true)).folded();
            default ->
                throw new LeatException.Invalid(
                        path, "'" + dialect + "' is no dialect; use exact, prefix, suffix, all, any, not or sql");
        };
        if (in.nextToken() != JsonToken.END_OBJECT) {
            throw new LeatException.Invalid(
                    path,
                    "has '" + in.currentName() + "' beside '" + dialect + "'; give one dialect, or join two by all");
        }
        return filter;
    }

    private static Expr leaf(Expr filter, boolean total) {
        return total ? new Holds(filter).folded() : Holds.operand(filter);
    }

    private Map<String, String> texts(String path) {
        expect(JsonToken.START_OBJECT, path, "attributes and texts, as in {\"type\":\"order.placed\"}");
        Map<String, String> texts = new LinkedHashMap<>();
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = in.currentName();
            in.nextToken();
            texts.put(name, text(path + "." + name));
        }
        return texts;
    }

    private String text(String path) {
        expect(JsonToken.VALUE_STRING, path, "a string");
        return in.getString();
    }

    private void expect(JsonToken wanted, String path, String what) {
        JsonToken found = in.currentToken();
        if (found != wanted) {
            throw new LeatException.Invalid(path, "expected " + what + ", found " + shown(found));
        }
    }

    private String shown(@Nullable JsonToken token) {
        return token == null
                ? "nothing"
                : token.isStructStart()
                        ? in.getString() + "…"
                        : token.isStructEnd() ? in.getString() : "'" + in.getString() + "'";
    }
}
