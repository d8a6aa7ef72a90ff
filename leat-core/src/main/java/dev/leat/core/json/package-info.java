/** Events as JSON text: the CloudEvents JSON format 1.0.2, lines and arrays of it. */
@NullMarked
package dev.leat.core.json;

import org.jspecify.annotations.NullMarked;
