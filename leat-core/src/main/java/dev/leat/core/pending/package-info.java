/** Results that are on their way, and what becomes of failures. Not for users of the library. */
@NullMarked
package dev.leat.core.pending;

import org.jspecify.annotations.NullMarked;
