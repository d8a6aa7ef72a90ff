package dev.leat.examples.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.examples.format.ForeignSegment.Run;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a side file as docs/format.md describes it; it must say what was found in the segment.
 *
 * @param state at the end of the segment
 */
record ForeignSideFile(ForeignSegment segment, ForeignState state) {

    void check(byte[] file) {
        Bytes in = new Bytes(file);
        assertThat(new String(in.take(8), StandardCharsets.US_ASCII)).isEqualTo("LEATIDX1");
        assertThat(in.u32()).isEqualTo(2);
        int length = in.u32();
        assertThat(in.u32()).isEqualTo(Bytes.crc(segment.log, segment.number, 0, Bytes.slice(file, 20, 20 + length)));
        Bytes head = new Bytes(in.take(length));
        byte[] sections = in.rest();
        assertThat(head.u64()).isEqualTo(segment.end);
        assertThat(head.u64()).isEqualTo(segment.firstSequence);
        long endSequence = head.u64();
        assertThat(segment.isCleaned() ? segment.cleanedUpTo : endSequence).isEqualTo(endSequence);
        assertThat(head.u64()).isEqualTo(segment.lastMicros);
        Bytes dictionary = new Bytes(section(sections, head));
        List<ForeignRecord.Entry> entries = new ArrayList<>();
        while (dictionary.hasMore()) {
            entries.add(ForeignRecord.entry(dictionary));
        }
        assertThat(entries).isEqualTo(segment.dictionary);
        assertThat(section(sections, head)).isEqualTo(joined(segment.commitRows));
        byte[] checkpoint = section(sections, head);
        if (segment.isCleaned()) {
            assertThat(checkpoint).isEqualTo(segment.checkpoint);
        }
        state.check(new Bytes(checkpoint));
        parts(sections, head);
        for (int left = head.size(); left > 0; left--) {
            assertThat(segment.isCleaned()).isTrue();
            trimmed(head);
        }
        assertThat(head.hasMore()).isFalse();
    }

    /** It says what the checkpoint says, too. */
    private void trimmed(Bytes in) {
        assertThat(in.size()).isEqualTo(6);
        byte[] control = in.block();
        Bytes fields = new Bytes(control);
        long[] first = state.streams.get(fields.size()).first;
        int partition = fields.size();
        assertThat(fields.varint()).isEqualTo(first[partition]).isPositive();
        assertThat(fields.hasMore()).isFalse();
    }

    private static byte[] section(byte[] sections, Bytes in) {
        int position = in.u32();
        byte[] section = Bytes.slice(sections, position, position + in.u32());
        assertThat(in.u32()).isEqualTo(Bytes.crc(section));
        return section;
    }

    private void parts(byte[] sections, Bytes in) {
        int found = 0;
        for (int left = in.size(); left > 0; left--) {
            int stream = in.size();
            int partition = in.size();
            List<Run> runs = segment.runs.stream()
                    .filter(run -> run.stream() == stream && run.partition() == partition)
                    .toList();
            Run last = runs.get(runs.size() - 1);
            assertThat(in.varint()).isEqualTo(runs.get(0).offset());
            assertThat(in.u64()).isEqualTo(runs.get(0).micros());
            assertThat(in.varint()).isEqualTo(runs.stream().mapToInt(Run::bytes).sum());
            assertThat(in.varint()).isEqualTo(last.offset() + last.covered());
            assertThat(in.size()).isEqualTo(runs.size());
            int position = in.u32();
            byte[] rows = Bytes.slice(sections, position, position + runs.size() * 48);
            assertThat(in.u32()).isEqualTo(Bytes.crc(rows));
            assertThat(rows)
                    .isEqualTo(
                            joined(runs.stream().map(run -> run.row().bytes()).toList()));
            found += runs.size();
        }
        assertThat(found)
                .isEqualTo(segment.runs.stream()
                        .filter(run -> state.streams.containsKey(run.stream()))
                        .count());
    }

    private static byte[] joined(List<byte[]> rows) {
        byte[] all = new byte[rows.stream().mapToInt(row -> row.length).sum()];
        int at = 0;
        for (byte[] row : rows) {
            System.arraycopy(row, 0, all, at, row.length);
            at += row.length;
        }
        return all;
    }
}
