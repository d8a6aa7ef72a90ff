package dev.leat.examples.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The project's Markdown files, and the fenced blocks in them. */
final class Documents {

    static final Path ROOT =
            Path.of(System.getProperty("leat.root", "..")).toAbsolutePath().normalize();

    private static final Pattern FENCE = Pattern.compile("```(\\w*)\\s*");
    private static final Pattern MARKER = Pattern.compile("<!-- run: ([\\w-]+) -->");

    private Documents() {}

    /**
     * A fenced block.
     *
     * @param line number of its first line in the document
     * @param marker the word of a {@code <!-- run: word -->} in the line above the fence, or null
     */
    record Block(
            Path document,
            int line,
            String language,
            @Nullable String marker,
            List<String> lines) {

        String text() {
            return String.join("\n", lines) + "\n";
        }

        /** As in {@code docs/streams.md:12}. */
        String place() {
            return ROOT.relativize(document) + ":" + line;
        }
    }

    /** All documents: those in the root, and those in docs. */
    static List<Path> all() {
        try (Stream<Path> root = Files.list(ROOT);
                Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(root, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The blocks of all documents in one of these languages. */
    static List<Block> blocks(String... languages) {
        return all().stream()
                .flatMap(document -> blocksOf(document).stream())
                .filter(block -> List.of(languages).contains(block.language))
                .toList();
    }

    private static List<Block> blocksOf(Path document) {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = lines(document);
        for (int i = 0; i < lines.size(); i++) {
            Matcher fence = FENCE.matcher(lines.get(i));
            if (fence.matches()) {
                int end = i + 1;
                while (!lines.get(end).equals("```")) {
                    end++;
                }
                Matcher marker = MARKER.matcher(i == 0 ? "" : lines.get(i - 1));
                blocks.add(new Block(
                        document,
                        i + 2,
                        fence.group(1),
                        marker.matches() ? marker.group(1) : null,
                        lines.subList(i + 1, end)));
                i = end;
            }
        }
        return blocks;
    }

    static List<String> lines(Path document) {
        try {
            return Files.readAllLines(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
