package dev.leat.kafka.appends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Cursor;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Assignment;
import dev.leat.engine.Membership;
import dev.leat.engine.StreamPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cursors that are committed with events. */
@Timeout(60)
class AppendsCommitsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AppendsHub hub = new AppendsHub(Map.of(), Duration.ofSeconds(5));
    private final AppendsHub other = new AppendsHub(hub.location, Duration.ofSeconds(5));

    @BeforeEach
    void create() {
        hub.create("orders", StreamSettings.defaults());
        hub.create("bills", StreamSettings.defaults());
    }

    @AfterEach
    void close() {
        other.close();
        hub.close();
    }

    private static NewEvent event(String id) {
        return Event.of("test.happened", "/test").id(id);
    }

    private static CompletableFuture<Appended> append(AppendsHub by, Append append) {
        return by.appends.append(append, Durability.FAST);
    }

    private static Append bill(String id, String cursor) {
        return Append.to("bills", event(id)).commit("billing", "orders", Cursor.parse(cursor));
    }

    private Map<String, Cursor> committed() {
        return hub.cursors.committed("billing").join();
    }

    /** A member that counts what it has. */
    private static Membership join(AppendsHub by, Set<StreamPartition> has) {
        return by.memberships.join("billing", Set.of("orders"), new Assignment() {
            @Override
            public void assigned(Set<StreamPartition> more) {
                has.addAll(more);
            }

            @Override
            public CompletableFuture<@Nullable Void> revoked(Set<StreamPartition> fewer) {
                has.removeAll(fewer);
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public void lost(Set<StreamPartition> gone) {
                has.removeAll(gone);
            }
        });
    }

    @Test
    void eventsAndCursorsAreOneAtom() {
        append(hub, bill("b0", "0:4")).join();
        assertThat(committed()).isEqualTo(Map.of("orders", Cursor.parse("0:4")));
        List<CompletableFuture<Appended>> pending = new ArrayList<>();
        for (int i = 5; i < 50; i++) {
            pending.add(append(hub, bill("b" + i, "0:" + i)));
        }
        pending.forEach(CompletableFuture::join);
        assertThat(committed()).isEqualTo(Map.of("orders", Cursor.parse("0:49")));
        assertThat(hub.ids("bills")).hasSize(46);
    }

    @Test
    void aCursorIsTakenAwayBehindItsEvents() {
        append(hub, bill("b0", "0:4")).join();
        append(hub, Append.to("bills", event("b1")).commit("billing", "orders", null))
                .join();
        assertThat(committed()).isEmpty();
        assertThat(hub.ids("bills")).containsExactly("b0", "b1");
    }

    @Test
    void aMemberCommitsOverRebalancesThatLeaveItWhatItHas() {
        Set<StreamPartition> has = ConcurrentHashMap.newKeySet();
        try (Membership member = join(hub, has)) {
            await().atMost(PATIENCE).until(() -> has.size() == 1);
            List<CompletableFuture<Appended>> pending = new ArrayList<>();
            for (int round = 0; round < 3; round++) {
                try (Membership passing = join(other, ConcurrentHashMap.newKeySet())) {
                    for (int i = 0; i < 20; i++) {
                        int number = round * 20 + i;
                        pending.add(append(hub, bill("b" + number, "0:" + number)));
                        pending.get(number).join();
                    }
                    assertThat(passing).isNotNull();
                }
            }
            assertThat(hub.ids("bills")).hasSize(60).doesNotHaveDuplicates();
            assertThat(member).isNotNull();
        }
        assertThat(committed()).isEqualTo(Map.of("orders", Cursor.parse("0:59")));
    }

    @Test
    void whoIsNoMemberIsFencedAndItsNeighboursAreRecorded() {
        Set<StreamPartition> has = ConcurrentHashMap.newKeySet();
        try (Membership member = join(other, has)) {
            await().atMost(PATIENCE).until(() -> has.size() == 1);
            append(other, bill("theirs", "0:1")).join();
            CompletableFuture<Appended> before = append(hub, Append.to("bills", event("a"), event("b")));
            CompletableFuture<Appended> fenced = append(hub, bill("mine", "0:9"));
            CompletableFuture<Appended> behind = append(hub, Append.to("bills", event("c"), event("d")));
            assertThat(fenced)
                    .failsWithin(PATIENCE)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(LeatException.Fenced.class);
            before.join();
            behind.join();
            assertThat(member).isNotNull();
        }
        assertThat(hub.ids("bills")).containsExactly("theirs", "a", "b", "c", "d");
        assertThat(committed()).isEqualTo(Map.of("orders", Cursor.parse("0:1")));
    }
}
