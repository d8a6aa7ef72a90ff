package dev.leat.server.cli;

import dev.leat.core.Condition;
import dev.leat.core.Cursor;
import dev.leat.core.filter.Filter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** On what the stream has or has not, an event may depend. */
final class Conditions {

    @Option(
            names = "--if-none",
            paramLabel = "CESQL",
            description = "One event: only if none of the stream matches; with --since, none that has come since.")
    @Nullable
    String ifNone;

    @Option(
            names = "--since",
            paramLabel = "POSITION",
            description =
                    "One event: what has been seen of the stream, as in 0:41 or 0:41,1:17; without --if-none, only if"
                            + " nothing at all has come since.")
    @Nullable
    String since;

    @Option(
            names = "--if-exists",
            paramLabel = "CESQL",
            description = "One event: only if an event of the stream matches.")
    @Nullable
    String ifExists;

    boolean isEmpty() {
        return ifNone == null && since == null && ifExists == null;
    }

    Condition[] on(String stream) {
        List<Condition> conditions = new ArrayList<>();
        if (ifNone != null || since != null) {
            Filter filter = ifNone == null ? Filter.all() : Filter.parse(ifNone);
            conditions.add(Condition.noneSince(stream, filter, since == null ? Cursor.NOTHING : Cursor.parse(since)));
        }
        if (ifExists != null) {
            conditions.add(Condition.exists(stream, Filter.parse(ifExists)));
        }
        return conditions.toArray(Condition[]::new);
    }
}
