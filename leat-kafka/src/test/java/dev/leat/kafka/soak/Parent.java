package dev.leat.kafka.soak;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The process that has started this one, a {@link Child}. Thread-safe. */
final class Parent {

    /** What the line ends with that is whole. */
    static final String END = " .";

    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.US_ASCII);

    private Parent() {}

    /** Tells it a line of words, none of which has a blank; in one write, so that it is heard from whoever is killed next. */
    static void say(Object... words) {
        StringBuilder line = new StringBuilder();
        for (Object word : words) {
            line.append(word).append(' ');
        }
        OUT.print(line.append(".\n"));
    }

    /** Waits until that one has ended, and ends this one. */
    static void endWithIt() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // gone as well
        }
        Runtime.getRuntime().halt(1);
    }
}
