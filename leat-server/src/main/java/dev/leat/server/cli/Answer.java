package dev.leat.server.cli;

import dev.leat.core.Event;
import dev.leat.core.LeatException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What a program says of an event, as a line of JSON: {@code {"ack":"orders/0:41"}} or
 * {@code {"nack":"orders/0:41","reason":"no such customer"}}.
 *
 * @param place where the event stands, its {@code leatstream} and {@code leatposition}
 * @param isAck whether it has been handled
 * @param reason why not; empty: not said
 */
record Answer(String place, boolean isAck, String reason) {

    private static final JsonFactory JSON = new JsonFactory();

    /** Where an event stands, as answers name it. */
    static String place(Event event) {
        return event.stream() + "/" + event.position();
    }

    /** @throws LeatException.Invalid if the line is no answer */
    static Answer parse(String line) {
        try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), line)) {
            return read(in, line);
        } catch (JacksonException e) {
            throw wrong(line);
        }
    }

    private static Answer read(JsonParser in, String line) {
        String ack = "";
        String nack = "";
        String reason = "";
        if (in.nextToken() != JsonToken.START_OBJECT) {
            throw wrong(line);
        }
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            if (in.nextToken() != JsonToken.VALUE_STRING) {
                throw wrong(line);
            }
            switch (name) {
                case "ack" -> ack = in.getString();
                case "nack" -> nack = in.getString();
                case "reason" -> reason = in.getString();
                default -> throw wrong(line);
            }
        }
        if (ack.isEmpty() == nack.isEmpty() || in.nextToken() != null) {
            throw wrong(line);
        }
        return new Answer(ack + nack, nack.isEmpty(), reason);
    }

    /** The failure, if it is one. */
    void check() throws HandlingFailure {
        if (!isAck) {
            throw new HandlingFailure(reason.isEmpty() ? "not acknowledged" : reason);
        }
    }

    private static LeatException.Invalid wrong(String line) {
        String shown = line.length() > 200 ? line.substring(0, 200) + "…" : line;
        return new LeatException.Invalid(
                "answer",
                "'" + shown + "' is neither {\"ack\":\"STREAM/POSITION\"} nor"
                        + " {\"nack\":\"STREAM/POSITION\",\"reason\":\"...\"}");
    }
}
