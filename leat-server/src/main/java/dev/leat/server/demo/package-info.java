/** {@code leat demo}: the main job on real records, through the public API only. */
@NullMarked
package dev.leat.server.demo;

import org.jspecify.annotations.NullMarked;
