package dev.leat.bench;

/**
 * One measured value.
 *
 * @param name what was measured, as in {@code publish.safe.1-waiter}
 * @param unit of the value, as in {@code us} or {@code M events/s}
 */
record Figure(String name, double value, String unit) {}
