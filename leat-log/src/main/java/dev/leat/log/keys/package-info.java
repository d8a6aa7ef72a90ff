/**
 * The key index: where in a segment the events of a subject or an id stand. It knows records and files, and nothing of
 * streams at work.
 */
@NullMarked
package dev.leat.log.keys;

import org.jspecify.annotations.NullMarked;
