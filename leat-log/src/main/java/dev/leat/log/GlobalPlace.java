package dev.leat.log;

import dev.leat.log.format.StoredEvent;

/** One event in global order, over bytes that it shares with others. */
record GlobalPlace(Partition partition, long offset, long sequence, int position, StoredEvent event) {}
