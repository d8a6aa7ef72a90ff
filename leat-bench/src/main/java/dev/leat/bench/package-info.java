/**
 * Benchmarks beside the machine's raw limits, measured in the same run: {@code leat-bench/run}.
 *
 * <p>Dependencies: leat-core, what is measured; leat-log, whose records filters are run on ({@code Hub.open} finds the
 * engine by itself); cloudevents-sql, the public library for such filters, measured beside; HdrHistogram, for percentiles of
 * latencies; jspecify, to say what may be null (annotations only).
 */
@NullMarked
package dev.leat.bench;

import org.jspecify.annotations.NullMarked;
