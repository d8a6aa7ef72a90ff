package dev.leat.log;

import dev.leat.log.disk.Disk;
import dev.leat.log.disk.DiskFile;
import dev.leat.log.format.Checkpoint;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes in, where the log is only read, the segments that its writer has put in the place of others meanwhile. Of what the last
 * of these stands for not all need be known here.
 */
final class FollowedCleaning {

    private final Disk disk;
    private final LogState state;
    private final Manifest manifest;

    /** @param manifest as it is now */
    FollowedCleaning(Disk disk, LogState state, Manifest manifest) {
        this.disk = disk;
        this.state = state;
        this.manifest = manifest;
    }

    /** @throws IOException if one of them does not read: if it has been replaced again, the next manifest says by what */
    void run() throws IOException {
        Set<SegmentName> known = new HashSet<>();
        state.segments.forEach(segment -> known.add(segment.id));
        List<SegmentName> names = manifest.segments();
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).generation() > 0 && !known.contains(names.get(i))) {
                int behind = i + 1 < names.size() ? names.get(i + 1).number() : Integer.MAX_VALUE;
                if (!replace(names.get(i), behind)) {
                    return; // it stands for what is not known here yet
                }
            }
        }
    }

    /**
     * Puts a segment in the place of those that it stands for; false if none of them is known.
     *
     * @param behind the number of the segment behind it
     */
    private boolean replace(SegmentName name, int behind) throws IOException {
        SideFile side = SideFile.open(disk, manifest.log(), name);
        if (side == null) {
            throw new IOException(name.side() + " is missing or damaged");
        }
        List<Segment> replaced = state.segments.stream()
                .filter(known -> known.number >= name.number() && known.number < behind)
                .toList();
        if (replaced.isEmpty()) {
            return false;
        }
        boolean more = replaced.contains(state.active()); // it may have had commits that were not seen
        Checkpoint checkpoint = side.loadCheckpoint();
        if (checkpoint == null) {
            throw new IOException("a checkpoint is damaged");
        }
        DiskFile file = disk.open(name.log(), false);
        Segment fresh = Segment.closed(name, file, manifest.epoch(), side, false);
        if (more) {
            state.restore(checkpoint);
        }
        state.replace(replaced, fresh, side);
        state.raise(checkpoint);
        state.nextSequence = Math.max(state.nextSequence, side.head().endSequence());
        state.lastMicros = Math.max(state.lastMicros, side.head().lastMicros());
        for (Segment segment : replaced) {
            segment.close();
        }
        return true;
    }
}
