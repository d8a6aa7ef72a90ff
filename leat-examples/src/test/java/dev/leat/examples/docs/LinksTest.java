package dev.leat.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Links between the project's files lead somewhere. */
class LinksTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]*)\\)");

    @Test
    void linksLeadToFilesAndHeadings() {
        List<String> broken = new ArrayList<>();
        for (Path document : Documents.all()) {
            for (String line : Documents.lines(document)) {
                Matcher link = LINK.matcher(line);
                while (link.find()) {
                    if (!link.group(1).matches("https?:.*") && !leads(document, link.group(1))) {
                        broken.add(Documents.ROOT.relativize(document) + ": " + link.group(1));
                    }
                }
            }
        }

        assertThat(broken).isEmpty();
    }

    private static boolean leads(Path document, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
        return Files.exists(target) && (parts.length == 1 || headings(target).contains(parts[1]));
    }

    /** Headings as GitHub turns them into anchors. */
    private static List<String> headings(Path document) {
        return Documents.lines(document).stream()
                .filter(line -> line.matches("#+ .*"))
                .map(line -> line.replaceFirst("#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-'))
                .toList();
    }
}
