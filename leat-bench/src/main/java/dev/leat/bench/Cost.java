package dev.leat.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/** What some work has cost in all its turns: time, and the processor time of this process. Not thread-safe. */
final class Cost {

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private long nanos;
    private long processorNanos;

    /** One more turn. */
    void of(Runnable work) {
        long processor = SYSTEM.getProcessCpuTime();
        long start = System.nanoTime();
        work.run();
        nanos += System.nanoTime() - start;
        processorNanos += SYSTEM.getProcessCpuTime() - processor;
    }

    double millionPerSecond(long events) {
        return events * 1e3 / nanos;
    }

    /** The rate, and the processor time of an event: that hardly depends on what else runs. */
    List<Figure> figures(String name, long events) {
        return List.of(
                new Figure(name, millionPerSecond(events), "M events/s"),
                new Figure(name + ".processor", processorNanos / 1e3 / events, "us/event"));
    }
}
