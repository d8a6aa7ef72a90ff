package dev.leat.core;

/**
 * Where an event stands in its stream, written {@code partition:offset}, as in {@code 0:41}.
 *
 * <p>Offsets rise within a partition but are not dense: never count with them.
 *
 * @param partition number of the partition, from 0
 * @param offset place in the partition, from 0
 */
public record Position(int partition, long offset) implements Comparable<Position> {

    public Position {
        if (partition < 0 || offset < 0) {
            throw new LeatException.Invalid("position", partition + ":" + offset + " has a negative part");
        }
    }

    /**
     * Reads {@code 0:41}.
     *
     * @throws LeatException.Invalid if the text has another form
     */
    public static Position parse(String text) {
        int colon = text.indexOf(':');
        try {
            return new Position(Integer.parseInt(text, 0, colon, 10), Long.parseLong(text.substring(colon + 1)));
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new LeatException.Invalid(
                    "position", "'" + text + "' is not partition:offset, two whole numbers as in 0:41");
        }
    }

    @Override
    public int compareTo(Position other) {
        return partition != other.partition
                ? Integer.compare(partition, other.partition)
                : Long.compare(offset, other.offset);
    }

    @Override
    public String toString() {
        return partition + ":" + offset;
    }
}
