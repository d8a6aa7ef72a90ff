/** How a hub is made of an engine: names, checks, creation at first use, reading. Not for users of the library. */
@NullMarked
package dev.leat.core.internal;

import org.jspecify.annotations.NullMarked;
