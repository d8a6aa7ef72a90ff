package dev.leat.log;

/**
 * Which segment, and which of its generations: 0 as it was written, a higher one for each time that it was cleaned. Its files
 * are called so: {@code 0000000007.log}, {@code 0000000007-2.log}.
 *
 * @param number in the order of the log; a cleaned segment has that of the first one that it stands for
 */
record SegmentName(int number, int generation) {

    static SegmentName first(int number) {
        return new SegmentName(number, 0);
    }

    /** The file with the commits. */
    String log() {
        return base() + ".log";
    }

    /** Its {@link SideFile}. */
    String side() {
        return base() + ".idx";
    }

    /** Its {@link dev.leat.log.keys.KeyFile}. */
    String key() {
        return base() + ".key";
    }

    private String base() {
        return generation == 0 ? "%010d".formatted(number) : "%010d-%d".formatted(number, generation);
    }

    /** As the manifest has it. */
    @Override
    public String toString() {
        return generation == 0 ? String.valueOf(number) : number + " " + generation;
    }
}
