package dev.leat.log.format;

/** A place in the log as one number that grows: segment number in the high 32 bits, byte in its file in the low. */
public final class Lsn {

    private Lsn() {}

    public static long of(int segment, long position) {
        return (long) segment << 32 | position;
    }

    public static int segment(long lsn) {
        return (int) (lsn >>> 32);
    }

    public static int position(long lsn) {
        return (int) lsn;
    }
}
