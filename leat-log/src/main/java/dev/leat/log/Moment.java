package dev.leat.log;

/**
 * A log as it stands between two commits: what a backup copies. Files that the manifest names may be gone by the time they
 * are looked for; then another manifest names others.
 *
 * @param end where it ends, in the last segment that counts (see Lsn); 0: it has no segment
 * @param sequence global sequence behind its last event
 */
record Moment(Manifest manifest, long end, long sequence) {}
