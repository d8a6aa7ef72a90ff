package dev.leat.log;

import dev.leat.core.LeatException;
import dev.leat.log.disk.Disk;
import dev.leat.log.disk.DiskFile;
import dev.leat.log.format.Checksum;
import dev.leat.log.format.Lsn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Names the live files of a log. A text file, replaced as a whole:
 *
 * <pre>
 * leat-log 2                 format version
 * id 0b4e…                   id of the log
 * epoch 2                    raised at every unclean opening
 * durable 4294971392         the log was synced up to here when this was written (see Lsn)
 * backup 1793522 1041        only in a backup: microseconds since 1970 when it was taken, global sequence at which it ends
 * began 1 0                  epoch, global sequence at which it began; one line for each
 * segment 1                  number of a segment, in order; one line for each
 * segment 2 1                and, if it was cleaned, its generation
 * crc 5f3a0c11               CRC32C of all lines above
 * </pre>
 */
record Manifest(
        UUID log, int epoch, long durable, @Nullable Taken backup, List<Began> began, List<SegmentName> segments) {

    static final String NAME = "MANIFEST";
    static final int VERSION = 2;

    /** Where an epoch began. */
    record Began(int epoch, long sequence) {}

    /**
     * That this is a backup. It stands in the manifest, and not in a file of its own, so that being a backup and being a hub
     * change in one step.
     *
     * @param sequence behind its last event
     */
    record Taken(long micros, long sequence) {

        Instant at() {
            return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        }
    }

    Manifest {
        began = List.copyOf(began);
        segments = List.copyOf(segments);
    }

    Manifest with(long durableUpTo, List<SegmentName> liveSegments) {
        return new Manifest(log, epoch, durableUpTo, backup, began, liveSegments);
    }

    /** As the manifest of a backup that ends here. */
    Manifest takenAs(@Nullable Taken taken, long end) {
        List<SegmentName> copied = segments.stream()
                .filter(segment -> segment.number() <= Lsn.segment(end))
                .toList();
        return new Manifest(log, epoch, end, taken, began, copied);
    }

    /** Where another epoch begins; what was a backup is none any more. */
    Manifest nextEpoch(long sequence) {
        List<Began> more = new ArrayList<>(began);
        more.add(new Began(epoch + 1, sequence));
        return new Manifest(log, epoch + 1, durable, null, more, segments);
    }

    /** The first global sequence at which the course of this log and of another one of the same id may differ. */
    long partsFrom(Manifest other) {
        for (int i = 0; i < Math.max(began.size(), other.began.size()); i++) {
            long here = i < began.size() ? began.get(i).sequence : Long.MAX_VALUE;
            long there = i < other.began.size() ? other.began.get(i).sequence : Long.MAX_VALUE;
            if (here != there) {
                return Math.min(here, there);
            }
        }
        return Long.MAX_VALUE;
    }

    void write(Disk disk) throws IOException {
        String fresh = NAME + ".new";
        write(disk, fresh);
        disk.rename(fresh, NAME);
        disk.syncDirectory();
    }

    /** Writes it under a name at which nothing looks for it. */
    void write(Disk disk, String name) throws IOException {
        StringBuilder text = new StringBuilder(
                "leat-log " + VERSION + "\nid " + log + "\nepoch " + epoch + "\ndurable " + durable + "\n");
        if (backup != null) {
            text.append("backup " + backup.micros + " " + backup.sequence + "\n");
        }
        began.forEach(b -> text.append("began " + b.epoch + " " + b.sequence + "\n"));
        segments.forEach(s -> text.append("segment " + s + "\n"));
        byte[] lines = text.toString().getBytes(StandardCharsets.US_ASCII);
        byte[] all = (text + "crc %08x\n".formatted(new Checksum().of(lines, 0, lines.length)))
                .getBytes(StandardCharsets.US_ASCII);
        disk.delete(name);
        try (DiskFile file = disk.open(name, true)) {
            file.write(0, ByteBuffer.wrap(all));
            file.sync();
        }
    }

    static Manifest read(Disk disk) throws IOException {
        return read(disk, NAME);
    }

    static Manifest read(Disk disk, String name) throws IOException {
        byte[] bytes;
        try (DiskFile file = disk.open(name, false)) {
            bytes = new byte[(int) file.size()];
            file.read(0, ByteBuffer.wrap(bytes));
        }
        String text = new String(bytes, StandardCharsets.US_ASCII);
        int crc = text.lastIndexOf("crc ");
        if (crc < 0 || !text.substring(crc).equals("crc %08x\n".formatted(new Checksum().of(bytes, 0, crc)))) {
            throw damaged(disk, "its checksum does not match");
        }
        requireVersion(disk, text);
        try {
            return parse(text.substring(0, crc));
        } catch (RuntimeException e) {
            throw damaged(disk, "it does not read: " + e.getMessage());
        }
    }

    private static void requireVersion(Disk disk, String text) {
        String first = text.lines().findFirst().orElse("");
        if (first.matches("leat-log [0-9]{1,6}")) {
            int version = Integer.parseInt(first.substring("leat-log ".length()));
            if (version > VERSION) {
                throw new LeatException.Invalid(
                        "format",
                        disk.directory() + " is written in format version " + version + "; this program reads up to "
                                + VERSION + ": use a newer Leat");
            }
        }
    }

    private static Manifest parse(String text) {
        UUID log = new UUID(0, 0);
        int epoch = 0;
        long durable = 0;
        Taken backup = null;
        List<Began> began = new ArrayList<>();
        List<SegmentName> segments = new ArrayList<>();
        for (String line : text.lines().skip(1).toList()) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "id" -> log = UUID.fromString(words[1]);
                case "epoch" -> epoch = Integer.parseInt(words[1]);
                case "durable" -> durable = Long.parseLong(words[1]);
                case "backup" -> backup = new Taken(Long.parseLong(words[1]), Long.parseLong(words[2]));
                case "began" -> began.add(new Began(Integer.parseInt(words[1]), Long.parseLong(words[2])));
                case "segment" ->
                    segments.add(new SegmentName(
                            Integer.parseInt(words[1]), words.length > 2 ? Integer.parseInt(words[2]) : 0));
                default -> throw new IllegalArgumentException("unknown line '" + line + "'");
            }
        }
        return new Manifest(log, epoch, durable, backup, began, segments);
    }

    private static LeatException damaged(Disk disk, String problem) {
        return new LeatException.Damaged(
                disk.directory().resolve(NAME),
                0,
                problem + "; restore this file from a backup taken since the hub was opened last, or the whole hub");
    }
}
