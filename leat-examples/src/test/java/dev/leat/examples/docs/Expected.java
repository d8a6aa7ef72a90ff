package dev.leat.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Output as a document shows it: {@code …} stands for anything within a line, alone for any number of lines. */
final class Expected {

    private Expected() {}

    static void check(Documents.Block block, List<String> expected, String output) {
        String pattern = expected.stream()
                .map(line -> line.strip().equals("…") ? "(?s:.*?)" : quoted(line) + "\\R")
                .collect(Collectors.joining());
        assertThat(output).as(block.place()).matches(Pattern.compile(pattern));
    }

    private static String quoted(String line) {
        return Arrays.stream(line.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    }
}
