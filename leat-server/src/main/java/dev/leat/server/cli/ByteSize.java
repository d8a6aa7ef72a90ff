package dev.leat.server.cli;

import dev.leat.core.LeatException;
import java.util.List;

/** Numbers of bytes as people write them: {@code 4096}, {@code 500MB}, {@code 1GiB}. */
final class ByteSize {

    private static final List<String> DECIMAL = List.of("B", "KB", "MB", "GB", "TB");
    private static final List<String> BINARY = List.of("B", "KiB", "MiB", "GiB", "TiB");

    private ByteSize() {}

    /**
     * Reads a number of bytes.
     *
     * @param field what the error names
     * @throws LeatException.Invalid if the text is not a whole number and a unit, or too large
     */
    static long parse(String field, String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        String unit = digits == text.length() ? "B" : text.substring(digits);
        try {
            long number = Long.parseLong(text, 0, digits, 10);
            if (BINARY.contains(unit)) {
                return Math.multiplyExact(number, 1L << (10 * BINARY.indexOf(unit)));
            }
            if (DECIMAL.contains(unit)) {
                return Math.multiplyExact(number, (long) Math.pow(1000, DECIMAL.indexOf(unit)));
            }
        } catch (NumberFormatException | ArithmeticException e) {
            // refused below
        }
        throw new LeatException.Invalid(
                field,
                "'" + text + "' is not a number of bytes: write a whole number and B, KB, MB, GB, TB, KiB, MiB, GiB or"
                        + " TiB, as in 1GiB");
    }

    /** Writes a number of bytes so that {@link #parse} reads it, in the largest binary unit that keeps it whole. */
    static String format(long bytes) {
        int unit = 0;
        long number = bytes;
        while (number != 0 && number % 1024 == 0 && unit < BINARY.size() - 1) {
            number /= 1024;
            unit++;
        }
        return number + BINARY.get(unit);
    }
}
