package dev.leat.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.Start;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TailTest {

    @TempDir
    Path directory;

    @Test
    void printsWhatComesUntilItIsInterrupted() throws IOException, InterruptedException {
        try (Hub writing = Hub.open(directory.toString());
                Hub reading =
                        Hub.open(directory.toString(), HubOptions.defaults().readOnly(true));
                PipedInputStream printed = new PipedInputStream();
                PrintStream out = new PrintStream(new PipedOutputStream(printed), true, StandardCharsets.UTF_8)) {
            EventStream orders = writing.stream("orders");
            orders.publish(Event.of("order.placed", "/shop").subject("o-1")).await();
            Thread tail = new Thread(() -> Tail.follow(reading, "orders", Start.earliest(), out));
            tail.start();
            BufferedReader lines = new BufferedReader(new InputStreamReader(printed, StandardCharsets.UTF_8));

            assertThat(lines.readLine()).contains("\"subject\":\"o-1\"", "\"leatposition\":\"0:0\"");
            orders.publish(Event.of("order.placed", "/shop").subject("o-2")).await();
            assertThat(lines.readLine()).contains("\"subject\":\"o-2\"", "\"leatposition\":\"0:1\"");

            tail.interrupt();
            tail.join();
        }
    }
}
