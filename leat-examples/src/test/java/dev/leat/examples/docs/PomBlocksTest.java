package dev.leat.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What the documents say of Maven is what the poms say. */
class PomBlocksTest {

    private static final Pattern MODULES = Pattern.compile("\\bmvn\\b.*-pl (\\S+)");

    @TestFactory
    Stream<DynamicTest> dependencyBlocksNameWhatThePomsBuild() {
        return Documents.blocks("xml").stream()
                .map(block -> DynamicTest.dynamicTest(block.place(), () -> {
                    NodeList dependencies =
                            xml("<all>" + block.text() + "</all>").getElementsByTagName("dependency");
                    assertThat(dependencies.getLength()).isPositive();
                    for (int i = 0; i < dependencies.getLength(); i++) {
                        check((Element) dependencies.item(i));
                    }
                }));
    }

    private static void check(Element dependency) throws Exception {
        String group = text(dependency, "groupId");
        String artifact = text(dependency, "artifactId");
        Document parent = xml(Files.readString(Documents.ROOT.resolve("pom.xml")));
        if (group.equals(child(parent, "groupId"))) {
            assertThat(Documents.ROOT.resolve(artifact).resolve("pom.xml")).exists();
            assertThat(text(dependency, "version")).isEqualTo(child(parent, "version"));
        } else {
            String property = group.startsWith("tools.jackson") ? "jackson.version" : "slf4j.version";
            assertThat(text(dependency, "version"))
                    .isEqualTo(parent.getElementsByTagName(property).item(0).getTextContent());
        }
    }

    @Test
    void modulesOfMavenCommandsExist() {
        List<String> modules = Documents.all().stream()
                .flatMap(document -> Documents.lines(document).stream())
                .flatMap(line -> MODULES.matcher(line).results())
                .flatMap(found -> Arrays.stream(found.group(1).split(",")))
                .map(module -> module.replaceAll("[`).]+$", ""))
                .filter(module -> !module.equals("MODULE"))
                .toList();

        assertThat(modules)
                .isNotEmpty()
                .allSatisfy(module -> assertThat(Documents.ROOT.resolve(module).resolve("pom.xml"))
                        .exists());
    }

    private static String text(Element element, String name) {
        return element.getElementsByTagName(name).item(0).getTextContent();
    }

    private static String child(Document document, String name) {
        NodeList children = document.getDocumentElement().getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
            if (children.item(i).getNodeName().equals(name)) {
                return children.item(i).getTextContent();
            }
        }
        throw new AssertionError("the parent pom has no " + name);
    }

    private static Document xml(String text) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
