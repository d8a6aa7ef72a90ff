package dev.leat.server.cli;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Rows of one kind: a table at a terminal, JSON lines in a pipe. Cells are Strings, Longs or null. */
public final class Rows {

    private static final JsonFactory JSON = new JsonFactory();

    private final List<String> columns;
    private final List<@Nullable Object[]> rows = new ArrayList<>();

    /** How a command's rows are to be shown, where that is said. */
    static final class Form {

        @Option(names = "--json", description = "Writes JSON lines, as into a pipe.")
        boolean json;

        @Option(names = "--table", description = "Writes a table, as at a terminal.")
        boolean table;

        boolean isTable(Session session) {
            return table || (!json && session.isTerminal(Session.Std.OUT));
        }
    }

    public Rows(String... columns) {
        this.columns = List.of(columns);
    }

    /** Adds a row: one cell per column. */
    public Rows add(@Nullable Object... cells) {
        rows.add(cells);
        return this;
    }

    void writeTo(Session session, Form form) {
        if (form.isTable(session)) {
            table().forEach(session.out()::line);
        } else {
            rows.forEach(row -> session.out().line(json(row)));
        }
    }

    private String json(@Nullable Object[] row) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            out.writeStartObject();
            for (int i = 0; i < row.length; i++) {
                out.writeName(columns.get(i).replace(" ", ""));
                Object cell = row[i];
                if (cell instanceof Long number) {
                    out.writeNumber(number);
                } else if (cell == null) {
                    out.writeNull();
                } else {
                    out.writeString(cell.toString());
                }
            }
            out.writeEndObject();
        }
        return text.toString();
    }

    /** The lines of a table, the first one the columns' names. */
    public List<String> table() {
        List<String[]> cells = new ArrayList<>();
        cells.add(columns.toArray(String[]::new));
        rows.forEach(row -> cells.add(Arrays.stream(row).map(Rows::shown).toArray(String[]::new)));
        return cells.stream().map(row -> line(row, cells)).toList();
    }

    private static String shown(@Nullable Object cell) {
        return cell == null ? "-" : cell instanceof Long number ? Counts.format(number) : cell.toString();
    }

    private String line(String[] row, List<String[]> all) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            int column = i;
            int width =
                    all.stream().mapToInt(other -> other[column].length()).max().orElse(0);
            String space = " ".repeat(width - row[i].length());
            boolean number = rows.stream().anyMatch(other -> other[column] instanceof Long);
            line.append(i == 0 ? "" : "  ").append(number ? space + row[i] : row[i] + space);
        }
        return line.toString().stripTrailing();
    }
}
