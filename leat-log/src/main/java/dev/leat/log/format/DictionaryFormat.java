package dev.leat.log.format;

import org.jspecify.annotations.Nullable;

/** Dictionary entries: the name, 0 or 1, with 1 the value. */
public final class DictionaryFormat {

    private DictionaryFormat() {}

    public static void write(Dictionary.Entry entry, ByteWriter out) {
        write(entry.name(), entry.value(), out);
    }

    static void write(String name, @Nullable Object value, ByteWriter out) {
        out.text(name);
        out.u8(value == null ? 0 : 1);
        if (value != null) {
            AttributeValue.write(value, out);
        }
    }

    static void skip(ByteReader in) {
        in.skip(in.size());
        if (in.u8() != 0) {
            AttributeValue.skip(in);
        }
    }

    static Commit.Definition read(ByteReader in) {
        String name = in.text();
        return new Commit.Definition(name, in.u8() == 0 ? null : AttributeValue.read(in));
    }
}
