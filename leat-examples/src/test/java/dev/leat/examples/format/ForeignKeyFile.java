package dev.leat.examples.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.examples.format.ForeignSegment.Stored;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Reads a key file as docs/format.md describes it; it must have what was found in the segment. */
record ForeignKeyFile(ForeignSegment segment) {

    private record Entry(int key, int position, Row row) {}

    void check(byte[] file) {
        Bytes in = new Bytes(file);
        assertThat(new String(in.take(8), StandardCharsets.US_ASCII)).isEqualTo("LEATKEY1");
        assertThat(in.u32()).isEqualTo(1);
        int crc = in.u32();
        int end = in.u32();
        assertThat(end).isLessThanOrEqualTo(segment.end);
        int count = in.u32();
        int pages = in.u32();
        assertThat(in.u32()).isZero();
        int bloomBytes = in.u32();
        int bloomCrc = in.u32();
        assertThat(in.take(24)).containsOnly(0);
        List<Entry> entries = entries(end);
        assertThat(entries).hasSize(count);
        assertThat(pages).isEqualTo((count + 169) / 170);
        for (int page = 0; page < pages; page++) {
            assertThat(in.u32()).isEqualTo(entries.get(page * 170).key);
        }
        while (in.position() % 4096 != 0) {
            assertThat(in.u8()).isZero();
        }
        assertThat(crc).isEqualTo(Bytes.crc(segment.log, segment.number, 0, Bytes.slice(file, 16, in.position())));
        for (int page = 0; page < pages; page++) {
            List<Entry> here = entries.subList(page * 170, Math.min(count, page * 170 + 170));
            page(in.position(), in.take(4096), here);
        }
        int bloomAt = in.position();
        byte[] bloom = in.take(bloomBytes);
        assertThat(bloomCrc).isEqualTo(Bytes.crc(segment.log, segment.number, bloomAt, bloom));
        bloom(bloom, entries);
        assertThat(in.hasMore()).isFalse();
    }

    private List<Entry> entries(int end) {
        ForeignHash hash = new ForeignHash(segment.log);
        List<Entry> entries = new ArrayList<>();
        for (Stored stored : segment.records) {
            if (stored.position() < end && stored.record().attributes().containsKey("subject")) {
                entries.add(entry(hash.subject(stored), stored));
            }
        }
        entries.sort(Comparator.comparingInt((Entry entry) -> entry.key + Integer.MIN_VALUE)
                .thenComparingInt(Entry::position));
        return entries;
    }

    private static Entry entry(long hash, Stored stored) {
        int key = (int) (hash >>> 32);
        byte[] record = stored.bytes().bytes();
        Row checked = new Row(16 + record.length)
                .u32(stored.stream())
                .u32(stored.partition())
                .u64(stored.offset())
                .raw(record);
        Row row = new Row(24)
                .u32(key)
                .u32(stored.position())
                .u32(Bytes.crc(checked.bytes()))
                .u32((int) stored.offset())
                .u64(stored.micros());
        return new Entry(key, stored.position(), row);
    }

    private void page(int position, byte[] page, List<Entry> entries) {
        Bytes in = new Bytes(page);
        assertThat(in.u32()).isEqualTo(Bytes.crc(segment.log, segment.number, position, Bytes.slice(page, 4, 4096)));
        assertThat(in.u32()).isEqualTo(entries.size());
        assertThat(in.u64()).isZero();
        entries.forEach(entry -> assertThat(in.take(24)).isEqualTo(entry.row.bytes()));
        assertThat(in.rest()).isEqualTo(new byte[4096 - 16 - entries.size() * 24]);
    }

    /** The filter made from the keys is the one in the file. */
    private static void bloom(byte[] bloom, List<Entry> entries) {
        TreeSet<Integer> keys = new TreeSet<>();
        entries.forEach(entry -> keys.add(entry.key));
        int blocks = (keys.size() + 50) / 51;
        long[] words = new long[blocks * 8];
        for (int key : keys) {
            long mixed = ForeignHash.mix(key);
            int block = (int) (((mixed >>> 32) * blocks) >>> 32);
            long n = mixed * ForeignHash.GOLDEN;
            for (int shift = 10; shift < 64; shift += 9) {
                int bit = (int) (n >>> shift) & 511;
                words[block * 8 + bit / 64] |= 1L << (bit % 64);
            }
        }
        Row expected = new Row(words.length * 8);
        for (long word : words) {
            expected.u64(word);
        }
        assertThat(bloom).isEqualTo(expected.bytes());
    }
}
