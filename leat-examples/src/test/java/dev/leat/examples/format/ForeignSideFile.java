package dev.leat.examples.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Reads a side file as docs/format.md describes it; it must say what {@link ForeignReader} found in the segment. */
record ForeignSideFile(
        UUID log,
        Map<Integer, String> streams,
        TreeMap<Long, String> events,
        List<ForeignReader.Entry> dictionary,
        List<byte[]> commitRows,
        Map<String, String> cursors) {

    void check(int segment, byte[] file) {
        Bytes in = new Bytes(file);
        long end = events.lastKey() + 1;
        assertThat(new String(in.take(8), StandardCharsets.US_ASCII)).isEqualTo("LEATIDX1");
        assertThat(in.u32()).isEqualTo(1);
        int length = in.u32();
        assertThat(in.u32()).isEqualTo(Bytes.crc(log, segment, 0, ForeignReader.slice(file, 20, 20 + length)));
        assertThat(in.u64()).isPositive();
        assertThat(in.u64()).isLessThanOrEqualTo(end);
        assertThat(in.u64()).isEqualTo(end);
        assertThat(in.u64()).isPositive();
        List<ForeignReader.Entry> entries = new ArrayList<>();
        Bytes section = section(file, in);
        while (section.hasMore()) {
            entries.add(ForeignReader.entry(section));
        }
        assertThat(entries).isEqualTo(dictionary);
        section = section(file, in);
        for (byte[] row : commitRows) {
            assertThat(section.take(24)).isEqualTo(row);
        }
        assertThat(in.size()).isPositive();
        for (int left = in.size(); left > 0; left--) {
            assertThat(in.size()).isEqualTo(1);
            Bytes created = new Bytes(in.block());
            assertThat(created.size()).isPositive();
            assertThat(streams).containsValue(created.text());
            for (int partitions = created.size(); partitions > 0; partitions--) {
                assertThat(in.varint()).isNotNegative();
            }
        }
        for (int left = in.size(); left > 0; left--) {
            part(file, in);
        }
        TreeMap<String, String> found = new TreeMap<>();
        for (int left = in.size(); left > 0; left--) {
            assertThat(in.size()).isEqualTo(4);
            Bytes fields = new Bytes(in.block());
            found.put(ForeignReader.place(fields, streams), ForeignReader.cursor(fields));
        }
        assertThat(found).isEqualTo(cursors);
        assertThat(in.position()).isEqualTo(20 + length);
    }

    private static Bytes section(byte[] file, Bytes in) {
        int position = in.u32();
        byte[] section = ForeignReader.slice(file, position, position + in.u32());
        assertThat(in.u32()).isEqualTo(Bytes.crc(section));
        return new Bytes(section);
    }

    private void part(byte[] file, Bytes in) {
        String stream = streams.get(in.size());
        int partition = in.size();
        long offset = in.varint();
        long firstMicros = in.u64();
        int runs = in.size();
        int position = in.u32();
        byte[] rows = ForeignReader.slice(file, position, position + runs * 40);
        assertThat(in.u32()).isEqualTo(Bytes.crc(rows));
        Bytes row = new Bytes(rows);
        for (int i = 0; i < runs; i++) {
            assertThat(row.u64()).isEqualTo(offset);
            long sequence = row.u64();
            long micros = row.u64();
            assertThat(micros).isGreaterThanOrEqualTo(firstMicros);
            String place = stream + " " + partition + ":" + offset + " " + ForeignReader.time(micros) + " ";
            assertThat(events.tailMap(sequence).values()).anyMatch(event -> event.startsWith(place));
            offset += row.u32();
            row.take(12);
        }
    }
}
