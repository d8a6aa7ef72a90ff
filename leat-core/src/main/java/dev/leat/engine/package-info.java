/**
 * The contract between the hub and what stores its streams. The suites of leat-tck are its specification.
 */
@NullMarked
package dev.leat.engine;

import org.jspecify.annotations.NullMarked;
