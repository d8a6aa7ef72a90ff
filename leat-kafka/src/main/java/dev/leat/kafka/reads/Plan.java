package dev.leat.kafka.reads;

import java.util.List;

/**
 * What a poller does in its next turn.
 *
 * @param fetched windows that read on; if there are none, nothing is to be done
 * @param paused windows that keep their place
 * @param nanos how long it polls at most
 */
record Plan(List<Window> fetched, List<Window> paused, long nanos) {}
