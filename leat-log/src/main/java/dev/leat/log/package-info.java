/**
 * The embedded engine: one segmented log, many streams.
 *
 * <p>An append goes {@code LogEngine -> AppendEncoder} (publisher's thread) {@code -> LogWriter -> CommitBuilder ->
 * Segment -> LogState -> Visibility} and, if it is safe, {@code Syncer}; opening goes {@code Recovery -> SegmentScanner or
 * SideFile -> LogState}; reading goes {@code LogReader -> RunBatch, SubjectBatch or GlobalBatch}. ARCHITECTURE.md tells it at length.
 *
 * <p>Dependencies: leat-core alone, and slf4j-api to report what recovery found.
 */
@NullMarked
package dev.leat.log;

import org.jspecify.annotations.NullMarked;
