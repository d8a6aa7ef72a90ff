package dev.leat.log;

import dev.leat.log.format.Commit;
import java.util.Arrays;

/**
 * Where the commits of one segment stand, by global sequence and recorded time.
 *
 * <p>One thread adds; others see all that was added before {@link #size()} was read.
 */
final class CommitIndex extends TimedIndex {

    private volatile long[] sequenceAndMicros = new long[32];
    private volatile int[] positionAndLength = new int[32];
    private volatile int size;

    void add(Commit commit) {
        add(commit.firstSequence(), commit.recordedMicros(), commit.position(), commit.length());
    }

    void add(long sequence, long micros, int position, int length) {
        int at = size * 2;
        if (at == positionAndLength.length) {
            sequenceAndMicros = Arrays.copyOf(sequenceAndMicros, at * 2);
            positionAndLength = Arrays.copyOf(positionAndLength, at * 2);
        }
        sequenceAndMicros[at] = sequence;
        sequenceAndMicros[at + 1] = micros;
        positionAndLength[at] = position;
        positionAndLength[at + 1] = length;
        size = at / 2 + 1;
    }

    @Override
    int size() {
        return size;
    }

    @Override
    long first(int commit) {
        return firstSequence(commit);
    }

    long firstSequence(int commit) {
        return sequenceAndMicros[commit * 2];
    }

    @Override
    long micros(int commit) {
        return sequenceAndMicros[commit * 2 + 1];
    }

    int position(int commit) {
        return positionAndLength[commit * 2];
    }

    int length(int commit) {
        return positionAndLength[commit * 2 + 1];
    }
}
