package dev.leat.core;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An event to be published; each method gives a changed copy. Immutable, thread-safe.
 *
 * <p>Begin with {@link Event#of(String, String)}.
 */
public final class NewEvent implements CloudEventV1 {

    private final String id;
    private final URI source;
    private final String type;
    private final @Nullable String subject;
    private final @Nullable OffsetDateTime time;
    private final @Nullable String timeText;
    private final @Nullable String dataContentType;
    private final @Nullable URI dataSchema;
    private final Map<String, Object> extensions;
    private final byte @Nullable [] data;

    private NewEvent(Draft draft) {
        this.id = EventRules.notEmpty("id", draft.id);
        this.source = draft.source;
        this.type = EventRules.notEmpty("type", draft.type);
        this.subject = draft.subject == null ? null : EventRules.notEmpty("subject", draft.subject);
        this.time = draft.time;
        this.timeText = draft.timeText;
        this.dataContentType = draft.dataContentType;
        this.dataSchema = draft.dataSchema;
        this.extensions = draft.extensions;
        this.data = draft.data;
    }

    static NewEvent of(String type, String source) {
        return of(type, EventRules.uri("source", EventRules.notEmpty("source", source)));
    }

    static NewEvent of(String type, URI source) {
        EventRules.notEmpty("source", source.toString());
        Draft draft = new Draft(UUID.randomUUID().toString(), source, type);
        draft.time = OffsetDateTime.now(ZoneOffset.UTC);
        return new NewEvent(draft);
    }

    static NewEvent from(CloudEvent event) {
        EventRules.check(event);
        Draft draft = new Draft(event.getId(), event.getSource(), event.getType());
        draft.subject = event.getSubject();
        draft.time = event.getTime();
        draft.timeText = event instanceof CloudEventV1 own ? own.unusualTimeText() : null;
        draft.dataContentType = event.getDataContentType();
        draft.dataSchema = event.getDataSchema();
        draft.extensions = new LinkedHashMap<>();
        for (String name : event.getExtensionNames()) {
            draft.extensions.put(name, EventRules.extensionValue(name, event.getExtension(name)));
        }
        CloudEventData data = event.getData();
        draft.data = data == null ? null : data.toBytes();
        return new NewEvent(draft);
    }

    /** With this id, unique within the source. */
    public NewEvent id(String value) {
        return with(draft -> draft.id = value);
    }

    /** About this subject; also the key that chooses the partition, unless {@link #key} says otherwise. */
    public NewEvent subject(@Nullable String value) {
        return with(draft -> draft.subject = value);
    }

    /** With this key, the {@code partitionkey} extension: events of one key share a partition and so an order. */
    public NewEvent key(String value) {
        return with("partitionkey", value);
    }

    /** Happened at this time; null: no time. */
    public NewEvent time(@Nullable OffsetDateTime value) {
        return with(draft -> {
            draft.time = value;
            draft.timeText = null;
        });
    }

    /**
     * Happened at this time, which will be read as it is written here.
     *
     * @throws LeatException.Invalid if the text is not a time of RFC 3339
     */
    public NewEvent time(String text) {
        OffsetDateTime parsed = Rfc3339.parse("time", text);
        return with(draft -> {
            draft.time = parsed;
            draft.timeText = text.equals(Rfc3339.format(parsed)) ? null : text;
        });
    }

    /** With data that is JSON text already; it is stored as it is. */
    public NewEvent json(String text) {
        return data("application/json", text.getBytes(StandardCharsets.UTF_8));
    }

    /** With an object's JSON as data; needs jackson-databind on the class path. */
    public NewEvent data(Object value) {
        return data("application/json", JsonData.write(value));
    }

    /** With these bytes, which must not be changed afterwards; null: none. */
    public NewEvent data(@Nullable String contentType, byte @Nullable [] bytes) {
        return with(draft -> {
            draft.dataContentType = contentType;
            draft.data = bytes;
        });
    }

    /** With the schema that the data adheres to. */
    public NewEvent schema(@Nullable URI value) {
        return with(draft -> draft.dataSchema = value);
    }

    /**
     * With an extension attribute.
     *
     * @param name lower-case letters and digits
     * @param value String, Boolean, Integer (32 bit), URI, OffsetDateTime or byte[]
     * @throws LeatException.Invalid if the name or value is no extension's
     */
    public NewEvent with(String name, Object value) {
        EventRules.extensionName(name);
        Object checked = EventRules.extensionValue(name, value);
        return with(draft -> draft.extensions.put(name, checked));
    }

    /** Without this extension attribute. */
    public NewEvent without(String name) {
        return with(draft -> draft.extensions.remove(name));
    }

    /** Caused by that event: its stream and position, as the {@code causationid} extension {@code stream/0:41}. */
    public NewEvent causedBy(Event cause) {
        return with("causationid", cause.stream() + "/" + cause.position());
    }

    private NewEvent with(Consumer<Draft> change) {
        Draft draft = new Draft(id, source, type);
        draft.subject = subject;
        draft.time = time;
        draft.timeText = timeText;
        draft.dataContentType = dataContentType;
        draft.dataSchema = dataSchema;
        draft.extensions = new LinkedHashMap<>(extensions);
        draft.data = data;
        change.accept(draft);
        return new NewEvent(draft);
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public URI getSource() {
        return source;
    }

    @Override
    public String getType() {
        return type;
    }

    @Override
    public @Nullable String getSubject() {
        return subject;
    }

    @Override
    public @Nullable OffsetDateTime getTime() {
        return time;
    }

    @Override
    public @Nullable String unusualTimeText() {
        return timeText;
    }

    @Override
    public @Nullable String getDataContentType() {
        return dataContentType;
    }

    @Override
    public @Nullable URI getDataSchema() {
        return dataSchema;
    }

    @Override
    public @Nullable CloudEventData getData() {
        byte[] bytes = data;
        return bytes == null ? null : () -> bytes;
    }

    @Override
    public @Nullable Object getExtension(String name) {
        return extensions.get(name);
    }

    @Override
    public Set<String> getExtensionNames() {
        return Collections.unmodifiableSet(extensions.keySet());
    }

    @Override
    public String toString() {
        return "NewEvent{id=" + id + ", type=" + type + ", source=" + source + ", subject=" + Objects.toString(subject)
                + "}";
    }

    /** The fields while they are being changed. */
    private static final class Draft {
        String id;
        URI source;
        String type;

        @Nullable
        String subject;

        @Nullable
        OffsetDateTime time;

        @Nullable
        String timeText;

        @Nullable
        String dataContentType;

        @Nullable
        URI dataSchema;

        Map<String, Object> extensions = Map.of();
        byte @Nullable [] data;

        Draft(String id, URI source, String type) {
            this.id = id;
            this.source = source;
            this.type = type;
        }
    }
}
