/**
 * The bytes on disk, version 1: docs/format.md draws them; the classes here are the only ones that know them.
 */
@NullMarked
package dev.leat.log.format;

import org.jspecify.annotations.NullMarked;
