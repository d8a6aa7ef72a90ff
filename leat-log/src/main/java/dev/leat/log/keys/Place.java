package dev.leat.log.keys;

/**
 * Where an event's record stands in a segment.
 *
 * @param offset of the event in its partition
 * @param micros when it was recorded, microseconds since 1970
 * @param position of the record, its length included
 * @param crc {@link RecordChecksum} of the record
 */
public record Place(long offset, long micros, int position, int crc) {}
