/**
 * The engine in memory, {@code memory:}: for tests, and as the model that says what the other engines should do. Small and
 * obviously right rather than fast.
 */
@NullMarked
package dev.leat.core.memory;

import org.jspecify.annotations.NullMarked;
