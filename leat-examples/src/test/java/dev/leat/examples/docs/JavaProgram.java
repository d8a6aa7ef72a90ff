package dev.leat.examples.docs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A Java block as a program. A block with a {@code main} method is compiled as it stands; of any other a method is made,
 * with the packages imported that the documents name once, and what its marker asks for around it.
 */
final class JavaProgram {

    private static final Pattern MAIN = Pattern.compile("class (\\w+) \\{.*static void main\\(String", Pattern.DOTALL);
    private static final Pattern PRINTS = Pattern.compile("// prints: (.*)");
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    /** One for all blocks: it remembers what is in the jars. */
    private static final StandardJavaFileManager FILES = COMPILER.getStandardFileManager(null, null, null);

    private static final String IMPORTS =
            "import dev.leat.core.*; import dev.leat.core.filter.*; import io.cloudevents.*; import java.time.*;"
                    + " import java.util.*; import java.util.concurrent.*; ";

    private static final String HUB =
            "try (Hub hub = Hub.open(\"data\")) { EventStream orders = hub.stream(\"orders\"); ";

    private final Documents.Block block;
    private final String className;
    private final String source;

    JavaProgram(Documents.Block block) {
        this.block = block;
        Matcher main = MAIN.matcher(block.text());
        boolean whole = main.find();
        className = whole ? main.group(1) : "Block";
        source = whole ? block.text() : wrapped();
    }

    /** On the first line, so that errors come with the line within the block. */
    private String wrapped() {
        String marker = block.marker() == null ? "alone" : block.marker();
        String open = switch (marker) {
            case "alone" -> "";
            case "hub" -> HUB;
            case "orders" ->
                HUB + "for (int i = 1; i <= 5; i++) { orders.publish("
                        + "Event.of(\"order.placed\", \"/shop\").subject(\"o-\" + i).json(\"{\\\"cents\\\":\" + i * 100 + \"}\")).await(); } ";
            default -> throw new IllegalArgumentException("there is no set-up '" + marker + "'");
        };
        return IMPORTS + "public class Block { public static void main(String[] args) throws Exception { " + open
                + block.text() + (open.isEmpty() ? "" : "} ") + "} }\n";
    }

    /** What the block says that it prints. */
    List<String> expected() {
        List<String> lines = new ArrayList<>();
        for (String line : block.lines()) {
            Matcher prints = PRINTS.matcher(line);
            if (prints.find()) {
                lines.add(prints.group(1));
            }
        }
        return lines;
    }

    /**
     * Compiles the block and runs it.
     *
     * @param directory for the classes and for the hub that the block names "data"
     * @return what it printed
     * @throws AssertionError if it does not compile
     */
    String run(Path directory) throws Exception {
        compile(directory);
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, JavaProgram.class.getClassLoader())) {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            loader.loadClass(className).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception inner ? inner : e;
        } finally {
            System.setOut(out);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private void compile(Path directory) throws IOException {
        String text = source.replace("\"data\"", '"' + directory.resolve("data").toString() + '"');
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///" + className + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return text;
                    }
                };
        List<String> options = List.of(
                "-Xlint:all,-try,-processing,-path",
                "-Werror",
                "-proc:none",
                "-d",
                directory.toString(),
                "-cp",
                System.getProperty("java.class.path"));
        StringWriter problems = new StringWriter();
        if (!COMPILER.getTask(problems, FILES, null, options, null, List.of(file))
                .call()) {
            throw new AssertionError(block.place() + " does not compile:\n" + problems);
        }
    }
}
