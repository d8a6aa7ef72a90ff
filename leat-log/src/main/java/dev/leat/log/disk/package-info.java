/** The one way to the file system, so that tests can put a faulty disk in its place. */
@NullMarked
package dev.leat.log.disk;

import org.jspecify.annotations.NullMarked;
