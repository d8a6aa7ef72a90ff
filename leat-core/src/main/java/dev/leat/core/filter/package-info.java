/**
 * Filters: predicates on an event's attributes, in CESQL 1.0 or the dialects of the CloudEvents Subscriptions API.
 *
 * <p>{@link dev.leat.core.filter.Filter} reads, combines and tests them. Beneath it: {@code Lexer} and {@code Parser} make
 * a tree of {@code Expr} records, each of which prints itself as CESQL and compiles itself to {@code Code}; {@code
 * Dialects} makes the same tree from JSON. "Section" in comments means a section of the CESQL 1.0.0 specification.
 */
@NullMarked
package dev.leat.core.filter;

import org.jspecify.annotations.NullMarked;
