package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Capability;
import dev.leat.core.Cursor;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import dev.leat.engine.Membership;
import dev.leat.engine.StreamPartition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * {@link Engine#join}: of the members of a group each partition has one at a time, which alone commits its cursor. Without
 * SHARED_GROUPS joining is refused.
 */
public abstract class MembershipContract extends EngineSuite {

    private static final Append NOTHING = new Append(List.of(), null);

    private final Holding.Shares shares = new Holding.Shares();
    private final Holding first = new Holding("the first", shares);
    private final Holding second = new Holding("the second", shares);

    @AfterEach
    final void eachPartitionHadOneMember() {
        shares.assertNothingWrong();
    }

    /** An engine with stream "orders" of 6 partitions; null without SHARED_GROUPS, where joining is refused. */
    private @Nullable Engine sharing() throws Exception {
        Engine engine = engine();
        create(engine, "orders", StreamSettings.defaults().partitions(6));
        if (lacks(Capability.SHARED_GROUPS)) {
            assertUnsupported(Capability.SHARED_GROUPS, () -> join(engine, first));
            assertThat(soon(commit(engine, Cursor.parse("0:1"))).entries()).isEmpty();
            return null;
        }
        return engine;
    }

    private Membership join(Engine engine, Holding holding) {
        return closing(engine.join("d", Set.of("orders"), holding));
    }

    private CompletableFuture<Appended> commit(Engine engine, @Nullable Cursor cursor) {
        return engine.append(NOTHING.commit("d", "orders", cursor), level());
    }

    private void assertFenced(CompletableFuture<?> append) {
        assertThat(append)
                .failsWithin(patience)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(LeatException.Fenced.class);
    }

    /** Two engines as members, each with a share. */
    private Engine joinBoth(Engine one) {
        join(one, first);
        eventually("the first has all", () -> first.size() == 6);
        Engine two = anotherEngine();
        join(two, second);
        eventually("they share", () -> second.size() == 3 && first.size() == 3);
        return two;
    }

    @Test
    void aMemberAloneHasAllPartitionsOfItsStreams() throws Exception {
        Engine engine = sharing();
        if (engine == null) {
            return;
        }
        create(engine, "bills", StreamSettings.defaults());
        create(engine, "others", StreamSettings.defaults());
        Membership membership = closing(engine.join("d", Set.of("orders", "bills"), first));
        eventually("it has all", () -> first.size() == 7);
        assertThat(first.has("bills", 0)).isTrue();
        membership.streams(Set.of("bills", "others"));
        eventually("it has the others", () -> first.size() == 2 && first.has("others", 0) && first.has("bills", 0));
    }

    @Test
    void streamsComeAndGo() throws Exception {
        Engine engine = sharing();
        if (engine == null) {
            return;
        }
        closing(engine.join("d", Set.of("orders", "later"), first));
        eventually("it has what is there", () -> first.size() == 6);
        create(engine, "later", StreamSettings.defaults().partitions(2));
        eventually("it has what has come", () -> first.size() == 8);
        soon(engine.delete("orders"));
        eventually("what is gone is lost", () -> first.size() == 2);
    }

    @Test
    void whoComesGetsItsShareWhenTheOtherIsDoneWithIt() throws Exception {
        Engine one = sharing();
        if (one == null) {
            return;
        }
        join(one, first);
        eventually("the first has all", () -> first.size() == 6);
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        first.keepUntil(done);
        join(anotherEngine(), second);
        eventually("the first is asked for them", () -> !first.asked().isEmpty());
        assertThat(first.size()).isEqualTo(6);
        assertThat(second.size()).isZero();
        // what it is at is still its own
        Cursor handled = Cursor.NOTHING;
        for (StreamPartition asked : first.asked()) {
            handled = handled.and(new Position(asked.partition(), 7));
        }
        soon(commit(one, handled));
        done.complete(null);
        eventually("the second has them", () -> second.size() == 3 && first.size() == 3);
        assertThat(soon(one.committed("d"))).isEqualTo(Map.of("orders", handled));
    }

    @Test
    void eachCommitsItsOwnPartitionsAndNoOthers() throws Exception {
        Engine one = sharing();
        if (one == null) {
            return;
        }
        Engine two = joinBoth(one);
        int mine = first.any("orders");
        int theirs = second.any("orders");
        soon(commit(one, Holding.cursor(mine, 4)));
        soon(commit(two, Holding.cursor(theirs, 5)));
        assertFenced(commit(one, Holding.cursor(theirs, 6)));
        assertFenced(commit(two, Holding.cursor(mine, 6)));
        Cursor both = Cursor.parse(mine + ":4," + theirs + ":5");
        assertThat(soon(one.committed("d"))).isEqualTo(Map.of("orders", both));
        assertThat(soon(two.committed("d"))).isEqualTo(Map.of("orders", both));
    }

    @Test
    void whatIsFencedIsNotAppendedEither() throws Exception {
        Engine one = sharing();
        if (one == null) {
            return;
        }
        create(one, "bills", StreamSettings.defaults());
        Engine two = joinBoth(one);
        Append bill = Append.to("bills", event("bill"));
        assertFenced(two.append(bill.commit("d", "orders", Holding.cursor(first.any("orders"), 3)), level()));
        soon(two.append(bill.commit("d", "orders", Holding.cursor(second.any("orders"), 3)), level()));
        Batch bills = soon(one.read(new Fetch("bills", 0, 0, 1 << 20, Duration.ZERO)));
        assertThat(bills.next()).isTrue();
        assertThat(bills.event().getId()).isEqualTo("bill");
        assertThat(bills.next()).isFalse();
    }

    @Test
    void whoIsNoMemberCommitsOnlyWhereThereIsNone() throws Exception {
        Engine one = sharing();
        if (one == null) {
            return;
        }
        Engine two = anotherEngine();
        soon(commit(two, Cursor.parse("0:1,5:2")));
        Membership membership = join(one, first);
        eventually("the first has all", () -> first.size() == 6);
        assertThat(soon(one.committed("d"))).isEqualTo(Map.of("orders", Cursor.parse("0:1,5:2")));
        assertFenced(commit(two, Cursor.parse("0:9")));
        assertFenced(commit(two, null));
        assertThat(soon(two.committed("d"))).isEqualTo(Map.of("orders", Cursor.parse("0:1,5:2")));
        first.abandon();
        membership.close();
        eventually("nobody has it", () -> isTaken(commit(two, Cursor.parse("0:3"))));
        assertThat(soon(one.committed("d"))).isEqualTo(Map.of("orders", Cursor.parse("0:3")));
    }

    private boolean isTaken(CompletableFuture<?> commit) {
        try {
            soon(commit);
            return true;
        } catch (Exception e) {
            assertThat(e).hasCauseInstanceOf(LeatException.Fenced.class);
            return false;
        }
    }

    @Test
    void whoLeavesHandsOverWithItsCursors() throws Exception {
        Engine one = sharing();
        if (one == null) {
            return;
        }
        join(one, first);
        eventually("the first has all", () -> first.size() == 6);
        Engine two = anotherEngine();
        Membership leaving = join(two, second);
        eventually("they share", () -> second.size() == 3 && first.size() == 3);
        int given = second.any("orders");
        soon(commit(two, Holding.cursor(given, 11)));
        second.abandon();
        leaving.close();
        leaving.close();
        eventually("the first has all again", () -> first.size() == 6);
        assertThat(soon(one.committed("d"))).isEqualTo(Map.of("orders", Holding.cursor(given, 11)));
        assertFenced(commit(two, Holding.cursor(given, 12)));
        soon(commit(one, Holding.cursor(given, 13)));
        assertThat(second.size()).isZero();
    }

    @Test
    void anEngineThatIsClosedHandsOver() throws Exception {
        Engine one = sharing();
        if (one == null) {
            return;
        }
        Engine two = joinBoth(one);
        second.abandon();
        two.close();
        eventually("the first has all again", () -> first.size() == 6);
    }

    @Test
    void whatAKilledOneHadComesToOthers() throws Exception {
        Engine one = sharing();
        if (one == null) {
            return;
        }
        join(one, first);
        eventually("the first has all", () -> first.size() == 6);
        String process = another();
        Engine two = engine(process);
        join(two, second);
        eventually("they share", () -> second.size() == 3 && first.size() == 3);
        int given = second.any("orders");
        soon(commit(two, Holding.cursor(given, 5)));
        second.abandon();
        kill(process);
        eventually("the first has all again", () -> first.size() == 6);
        assertThat(soon(one.committed("d"))).isEqualTo(Map.of("orders", Holding.cursor(given, 5)));
        soon(commit(one, Holding.cursor(given, 6)));
    }

    @Test
    void groupsAreApart() throws Exception {
        Engine one = sharing();
        if (one == null) {
            return;
        }
        join(one, first);
        Holding.Shares others = new Holding.Shares();
        Holding other = new Holding("another group's", others);
        closing(anotherEngine().join("e", Set.of("orders"), other));
        eventually("each has all", () -> first.size() == 6 && other.size() == 6);
        others.assertNothingWrong();
        assertThat(first.asked()).isEmpty();
    }
}
