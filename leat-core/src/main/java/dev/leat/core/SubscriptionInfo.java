package dev.leat.core;

import dev.leat.core.filter.Filter;
import java.util.Map;

/**
 * A subscription as it stands.
 *
 * @param streams the stream's name, or the pattern of several
 * @param durable whether it has a cursor that lasts
 * @param filterSince per stream, behind what the filter holds; what was before it was filtered by an earlier one
 * @param cursors per stream, what has been handled or passed over
 * @param lag how many offsets lie between the cursors and the ends of the streams: at least the number of events
 * @param inProgress events being handled or waiting to be
 * @param retrying of these, events that failed and wait to be tried again
 * @param members how many have it open in this process
 * @param handled events handled since it was opened in this process
 * @param failed failed attempts since then
 * @param dead events set aside since then
 * @param expired offsets passed over since then, because they were no longer kept when the subscription came to them
 */
public record SubscriptionInfo(
        String name,
        String streams,
        boolean durable,
        Filter filter,
        Map<String, Cursor> filterSince,
        boolean paused,
        Map<String, Cursor> cursors,
        long lag,
        int inProgress,
        int retrying,
        int members,
        long handled,
        long failed,
        long dead,
        long expired) {

    public SubscriptionInfo {
        filterSince = Map.copyOf(filterSince);
        cursors = Map.copyOf(cursors);
    }
}
