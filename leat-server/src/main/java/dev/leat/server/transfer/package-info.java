/** Streams as files of JSON lines, and back; {@link dev.leat.server.transfer.Line} says how they look. */
@NullMarked
package dev.leat.server.transfer;

import org.jspecify.annotations.NullMarked;
