package dev.leat.log;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@link LogVerifier} found.
 *
 * @param problems damage; empty: every byte of every commit is what was written
 * @param segments how many files were read
 * @param commits how many are whole
 * @param events how many are in them
 * @param bytes that were checked
 * @param notes what is worth knowing and no damage, as an end that was not closed
 */
public record VerifyReport(
        List<Problem> problems, long segments, long commits, long events, long bytes, List<String> notes) {

    /**
     * Damage in one place.
     *
     * @param offset first byte that cannot be trusted
     * @param length bytes that cannot be trusted
     * @param what what is wrong
     * @param streams names of the streams that miss events; empty where that is not known
     * @param readable what can still be read
     */
    public record Problem(Path file, long offset, long length, String what, List<String> streams, String readable) {}

    public VerifyReport {
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }
}
