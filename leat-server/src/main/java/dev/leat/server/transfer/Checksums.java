package dev.leat.server.transfer;

/** Checksums as the last line has them. */
final class Checksums {

    private Checksums() {}

    static String text(long value) {
        return "%08x".formatted(value);
    }
}
