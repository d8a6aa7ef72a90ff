package dev.leat.log.keys;

/**
 * Where an event's record stands in a segment.
 *
 * @param offset of the event in its partition
 * @param position of the record, its length included
 * @param crc of the record, its length included
 */
public record Place(long offset, int position, int crc) {}
