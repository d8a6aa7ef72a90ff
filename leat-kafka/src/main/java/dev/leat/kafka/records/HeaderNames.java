package dev.leat.kafka.records;

import io.cloudevents.SpecVersion;
import org.jspecify.annotations.Nullable;

/** What headers are called. Kafka compares them to the letter, and so do we. Thread-safe. */
final class HeaderNames {

    /** What the names of attributes begin with. */
    static final String PREFIX = "ce_";

    static final String SPECVERSION = "ce_specversion";
    static final String ID = "ce_id";
    static final String SOURCE = "ce_source";
    static final String TYPE = "ce_type";
    static final String SUBJECT = "ce_subject";
    static final String TIME = "ce_time";
    static final String DATASCHEMA = "ce_dataschema";
    static final String DATACONTENTTYPE = "ce_datacontenttype";

    /** The attribute {@code datacontenttype}, or the format of a whole event in structured mode. */
    static final String CONTENT_TYPE = "content-type";

    /** Leat's own: the types of extensions that are no text, as {@link ExtensionType} writes them. */
    static final String TYPES = "leat_types";

    private static final int MOST_KEPT_CHARS = 40;

    /** Names of extensions seen lately, by their hash. A race costs a string made twice, nothing else. */
    private static final @Nullable String[] RECENT = new String[256];

    private HeaderNames() {}

    /** The header of an extension. */
    static String of(String extension) {
        if (extension.length() > MOST_KEPT_CHARS) {
            return PREFIX + extension;
        }
        int slot = extension.hashCode() & RECENT.length - 1;
        String known = RECENT[slot];
        if (known != null && known.length() == PREFIX.length() + extension.length() && known.endsWith(extension)) {
            return known;
        }
        String made = PREFIX + extension;
        RECENT[slot] = made;
        return made;
    }

    /** Whether an extension may be called so: lower-case letters and digits, and no name of CloudEvents itself. */
    static boolean isExtension(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
                return false;
            }
        }
        return !name.isEmpty() && !isOfCloudEvents(name) && !name.equals("data");
    }

    /** Whether CloudEvents themselves define an attribute of this name. */
    static boolean isOfCloudEvents(String name) {
        return SpecVersion.V1.getAllAttributes().contains(name);
    }
}
