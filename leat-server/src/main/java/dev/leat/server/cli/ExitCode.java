package dev.leat.server.cli;

import dev.leat.core.LeatException;
import java.util.Map;

/** What the command's exit codes say; one per thing that a caller can do about it. */
final class ExitCode {

    static final int OK = 0;
    static final int INTERNAL = 1;
    static final int INVALID = 2;
    static final int DAMAGED = 6;
    static final int UNAVAILABLE = 9;

    private static final Map<String, Integer> BY_ERROR = Map.ofEntries(
            Map.entry("invalid", INVALID),
            Map.entry("not-found", 3),
            Map.entry("expired", 4),
            Map.entry("fenced", 5),
            Map.entry("damaged", DAMAGED),
            Map.entry("denied", 7),
            Map.entry("overloaded", 8),
            Map.entry("unavailable", UNAVAILABLE),
            Map.entry("in-doubt", 10),
            Map.entry("unsupported", 11),
            Map.entry("conflict", 12),
            Map.entry("timed-out", 13),
            Map.entry("closed", 14),
            Map.entry("failed", 15));

    private ExitCode() {}

    static int of(LeatException error) {
        return BY_ERROR.getOrDefault(error.code(), INTERNAL);
    }
}
