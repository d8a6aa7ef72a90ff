package dev.leat.engine;

/** One partition of a stream. */
public record StreamPartition(String stream, int partition) {

    @Override
    public String toString() {
        return stream + "/" + partition;
    }
}
