/** One class a command; {@link dev.leat.server.cli.Session} is what they run in. */
@NullMarked
package dev.leat.server.cli;

import org.jspecify.annotations.NullMarked;
