package dev.leat.kafka.guards;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Condition;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Decides of one append after the other what of it is to be recorded. Confined to the lane.
 *
 * <p>What becomes of an append is a supplier, to be asked once all that was decided has been recorded: it tells where the
 * events stand, or throws what the append fails with.
 */
final class Checking {

    private final Function<TopicPartition, Draft> drafts;
    private final List<GuardedEvent> taken = new ArrayList<>();

    /** @param drafts of guarded partitions */
    Checking(Function<TopicPartition, Draft> drafts) {
        this.drafts = drafts;
    }

    /** All events that are to be recorded, in their order. */
    List<GuardedEvent> taken() {
        return taken;
    }

    /** The error that an append fails with once all before it is recorded; null if it may be {@linkplain #take taken}. */
    @Nullable
    Supplier<LeatException> refusal(GuardedAppend append) {
        List<Condition> conditions = append.append.conditions();
        if (conditions.isEmpty() || isKnown(append)) {
            return null;
        }
        // all of its events go to the partition that all of its conditions are about
        Draft draft = drafts.apply(first(append).partition());
        for (Condition condition : conditions) {
            Supplier<LeatException> broken = Conditions.broken(condition, draft);
            if (broken != null) {
                return broken;
            }
        }
        return null;
    }

    private static GuardedEvent first(GuardedAppend append) {
        return append.parts.stream()
                .flatMap(part -> part.events().stream())
                .findFirst()
                .orElseThrow();
    }

    /** Whether it has been recorded before: all of its events are duplicates. */
    private boolean isKnown(GuardedAppend append) {
        return append.parts.stream()
                .allMatch(part -> part.events().stream().allMatch(event -> original(part, event) != null));
    }

    private @Nullable LongSupplier original(GuardedAppend.Part part, GuardedEvent event) {
        LongSupplier recorded = recorded(part, event);
        GuardedEvent coming = recorded == null ? coming(part, event) : null;
        return coming == null ? recorded : coming::offset;
    }

    private @Nullable LongSupplier recorded(GuardedAppend.Part part, GuardedEvent event) {
        Duration dedupe = part.topic().settings().dedupe();
        return dedupe == null || !part.guarded()
                ? null
                : drafts.apply(event.partition()).recorded(event, dedupe);
    }

    private @Nullable GuardedEvent coming(GuardedAppend.Part part, GuardedEvent event) {
        return part.topic().settings().dedupe() == null || !part.guarded()
                ? null
                : drafts.apply(event.partition()).coming(event);
    }

    /** Takes the events of an append that are not there yet: all that, or nothing where this fails. */
    Supplier<Appended> take(GuardedAppend append) {
        Map<GuardedEvent, LongSupplier> recorded = new HashMap<>(); // by identity, as events have no other
        for (GuardedAppend.Part part : append.parts) {
            for (GuardedEvent event : part.events()) {
                LongSupplier original = recorded(part, event);
                if (original != null) {
                    recorded.put(event, original);
                }
            }
        }
        List<Supplier<Appended.Placed>> placed = new ArrayList<>();
        for (int i = 0; i < append.parts.size(); i++) {
            Append.Entry entry = append.append.entries().get(i);
            placed.add(take(entry.stream(), append.parts.get(i), recorded));
        }
        return () -> new Appended(placed.stream().map(Supplier::get).toList());
    }

    private Supplier<Appended.Placed> take(
            String stream, GuardedAppend.Part part, Map<GuardedEvent, LongSupplier> recorded) {
        List<Supplier<Position>> positions = new ArrayList<>();
        SortedSet<Integer> duplicates = new TreeSet<>();
        for (GuardedEvent event : part.events()) {
            LongSupplier known = recorded.get(event);
            GuardedEvent coming = known == null ? coming(part, event) : null;
            if (known != null || coming != null) {
                duplicates.add(positions.size());
            } else {
                take(part, event);
            }
            int partition = event.partition().partition();
            positions.add(
                    known != null
                            ? () -> new Position(partition, known.getAsLong())
                            : coming != null ? coming::position : event::position);
        }
        return () -> new Appended.Placed(
                stream, positions.stream().map(Supplier::get).toList(), duplicates);
    }

    private void take(GuardedAppend.Part part, GuardedEvent event) {
        taken.add(event);
        if (part.guarded()) {
            Draft draft = drafts.apply(event.partition());
            if (part.topic().settings().dedupe() == null) {
                draft.add(event);
            } else {
                draft.addOnce(event);
            }
        }
    }
}
