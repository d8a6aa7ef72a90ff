/** The documents are run: Java, shell and XML blocks, links. */
@NullMarked
package dev.leat.examples.docs;

import org.jspecify.annotations.NullMarked;
