/**
 * Benchmarks beside the machine's raw limits, measured in the same run: {@code leat-bench/run}.
 *
 * <p>Dependencies: leat-core, what is measured (leat-log only at run time: the program names no engine); HdrHistogram, for
 * percentiles of latencies; jspecify, to say what may be null (annotations only).
 */
@NullMarked
package dev.leat.bench;

import org.jspecify.annotations.NullMarked;
