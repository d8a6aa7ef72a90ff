package dev.leat.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.EventRules;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class JsonEventReaderTest {

    private static String event(String id) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/s\",\"type\":\"t\"}";
    }

    private static String pretty(String id) {
        return event(id).replace(",", ",\n  ").replace("{", "{\n  ").replace("}", "\n}");
    }

    /** Ids and lines of what was read, and lines of errors. */
    private static List<String> read(String text) {
        List<String> read = new ArrayList<>();
        try {
            new JsonEventReader(new StringReader(text)).readAll(new JsonEventReader.Sink() {
                @Override
                public void event(NewEvent event, long line) {
                    read.add(event.getId() + "@" + line);
                }

                @Override
                public void error(LeatException.Invalid problem, long line) {
                    read.add("error@" + line);
                }
            });
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return read;
    }

    @Test
    void linesAreEvents() {
        assertThat(read("")).isEmpty();
        assertThat(read(event("a"))).containsExactly("a@1");
        assertThat(read(event("a") + "\n\n" + event("b") + "\r\n" + event("c") + "\n"))
                .containsExactly("a@1", "b@3", "c@4");
        assertThat(read(event("a") + " " + event("b") + event("c"))).containsExactly("a@1", "b@1", "c@1");
        assertThat(read("\uFEFF" + event("a"))).containsExactly("a@1");
    }

    @Test
    void arraysAreEvents() {
        assertThat(read("[]")).isEmpty();
        assertThat(read("[" + event("a") + "," + event("b") + "]")).containsExactly("a@1", "b@1");
        assertThat(read("[\n" + pretty("a") + ",\n" + pretty("b") + "\n]\n" + event("c")))
                .containsExactly("a@2", "b@8", "c@15");
        assertThat(read("[" + event("a"))).containsExactly("a@1", "error@1");
    }

    @Test
    void anEventMaySpanLines() {
        assertThat(read(pretty("a") + "\n" + event("b") + "\n" + pretty("c") + event("d")))
                .containsExactly("a@1", "b@7", "c@8", "d@13");
    }

    @Test
    void bracketsInTextEndNothing() {
        assertThat(read(event("}{\\\"]}") + "\n" + event("b"))).containsExactly("}{\"]}@1", "b@2");
    }

    @Test
    void whatDoesNotReadIsToldWithItsLineAndTheNextLinesAreRead() {
        assertThat(read("nonsense\n" + event("a"))).containsExactly("error@1", "a@2");
        assertThat(read(event("a") + " nonsense\n" + event("b"))).containsExactly("a@1", "error@1", "b@2");
        assertThat(read("{\"specversion\":\n" + event("b"))).containsExactly("error@1", "b@2");
        assertThat(read("{\"specversion\":\"1.0\n" + event("b"))).containsExactly("error@1", "b@2");
        assertThat(read("{\"a\":[1,2}\n" + event("b"))).contains("error@1", "b@2");
        assertThat(read(event("a") + "\n{\"specversion\":\"2.0\"}\n" + event("b")))
                .containsExactly("a@1", "error@2", "b@3");
        assertThat(read("[" + event("a") + ",\n{\"x\":1},\n" + event("b") + "]"))
                .containsExactly("a@1", "error@2", "b@3");
        assertThat(read("{}}" + event("b") + "\n" + event("c")))
                .startsWith("error@1")
                .endsWith("c@2");
    }

    @Test
    void anEventThatBreaksTheRulesIsTold() {
        assertThat(read(event("a\\u0000") + "\n" + event("b"))).containsExactly("error@1", "b@2");
        String huge = "x".repeat(EventRules.MOST_BYTES);
        assertThat(read(event(huge) + "\n" + event("b"))).containsExactly("error@1", "b@2");
    }

    @Test
    void aHugeLineIsOneError() {
        assertThat(read("x".repeat(20_000_000) + "\n" + event("b"))).containsExactly("error@1", "b@2");
        assertThat(read("{\"a\":\"" + "x".repeat(20_000_000) + "\"}\n" + event("b")))
                .containsExactly("error@1", "b@2");
    }

    @Test
    @Timeout(10)
    void manyBeginningsWithoutAnEndTakeNoTimeToSpeakOf() {
        List<String> read = read("{\n".repeat(20_000) + event("b"));
        assertThat(read).endsWith("b@20001").hasSizeGreaterThan(1);
    }

    @Property(tries = 200)
    void anyMixtureOfLinesSpansAndArraysIsRead(@ForAll @Size(max = 8) List<Boolean> spans, @ForAll boolean array) {
        List<String> ids = new ArrayList<>();
        StringBuilder text = new StringBuilder(array ? "[" : "");
        for (boolean span : spans) {
            String id = "e" + ids.size();
            text.append(ids.isEmpty() || !array ? "" : ",").append('\n').append(span ? pretty(id) : event(id));
            ids.add(id);
        }
        text.append(array ? "\n]" : "");
        assertThat(read(text.toString()).stream().map(each -> each.substring(0, each.indexOf('@'))))
                .isEqualTo(ids);
    }

    @Property(tries = 300)
    void noTextHurts(@ForAll String text) {
        assertThat(read(text + "\n" + event("b"))).isNotEmpty();
    }
}
