package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Append;
import dev.leat.core.Cursor;
import dev.leat.core.Durability;
import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Assignment;
import dev.leat.engine.Engine;
import dev.leat.engine.Membership;
import dev.leat.engine.StreamPartition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The reference for groups gives each partition to one member at a time, and takes cursors from that one alone. */
@Timeout(20)
class MemoryClusterTest {

    private final MemoryCluster cluster = new MemoryCluster(HubOptions.defaults());
    private final Engine one = cluster.open("1", false);
    private final Engine two = cluster.open("2", false);

    /** Writes down what it hears, and gives up what it is to when it is let. */
    private static final class Hearing implements Assignment {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final CompletableFuture<Void> givesUp;

        Hearing(CompletableFuture<Void> givesUp) {
            this.givesUp = givesUp;
        }

        Hearing() {
            this(CompletableFuture.completedFuture(null));
        }

        private static String numbers(Set<StreamPartition> partitions) {
            Set<Integer> numbers = new TreeSet<>();
            partitions.forEach(each -> numbers.add(each.partition()));
            return numbers.toString();
        }

        @Override
        public void assigned(Set<StreamPartition> more) {
            heard.add("assigned " + numbers(more));
        }

        @Override
        public CompletableFuture<Void> revoked(Set<StreamPartition> fewer) {
            heard.add("revoked " + numbers(fewer));
            return givesUp;
        }

        @Override
        public void lost(Set<StreamPartition> gone) {
            heard.add("lost " + numbers(gone));
        }

        void next(String what) throws InterruptedException {
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(what);
        }
    }

    @BeforeEach
    void create() {
        one.create("orders", StreamSettings.defaults().partitions(4)).join();
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
        cluster.close();
    }

    private static Membership join(Engine engine, Hearing hearing) {
        return engine.join("d", Set.of("orders"), hearing);
    }

    private static CompletableFuture<?> commit(Engine engine, String cursor) {
        return engine.append(new Append(List.of(), null).commit("d", "orders", Cursor.parse(cursor)), Durability.FAST);
    }

    private static void assertFenced(CompletableFuture<?> commit) {
        assertThat(commit)
                .failsWithin(10, TimeUnit.SECONDS)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(LeatException.Fenced.class);
    }

    @Test
    void aMemberGivesUpItsShareToTheOneThatComes() throws Exception {
        CompletableFuture<Void> givesUp = new CompletableFuture<>();
        Hearing first = new Hearing(givesUp);
        Hearing second = new Hearing();
        join(one, first);
        first.next("assigned [0, 1, 2, 3]");
        Membership later = join(two, second);
        first.next("revoked [0, 1]");
        assertThat(second.heard).isEmpty();
        assertThat(commit(one, "0:3,2:4")).isCompleted();
        assertFenced(commit(two, "0:4"));
        givesUp.complete(null);
        second.next("assigned [0, 1]");
        assertFenced(commit(one, "0:5"));
        assertThat(commit(two, "0:6")).isCompleted();
        assertThat(two.committed("d").join()).isEqualTo(Map.of("orders", Cursor.parse("0:6,2:4")));
        later.close();
        first.next("assigned [0, 1]");
        assertThat(second.heard).isEmpty();
    }

    @Test
    void whatAKilledOneHadComesToTheOther() throws Exception {
        Hearing first = new Hearing();
        Hearing second = new Hearing();
        join(one, first);
        first.next("assigned [0, 1, 2, 3]");
        join(two, second);
        first.next("revoked [0, 1]");
        second.next("assigned [0, 1]");
        cluster.kill("1");
        second.next("assigned [2, 3]");
        assertThat(commit(one, "2:1")).isCompletedExceptionally();
        assertThat(commit(two, "2:2")).isCompleted();
        assertThat(first.heard).isEmpty();
    }

    @Test
    void aSilentOneLosesWhatItHasAndComesBack() throws Exception {
        Hearing first = new Hearing();
        Hearing second = new Hearing();
        join(one, first);
        first.next("assigned [0, 1, 2, 3]");
        join(two, second);
        first.next("revoked [0, 1]");
        second.next("assigned [0, 1]");
        cluster.lose("1");
        first.next("lost [2, 3]");
        second.next("assigned [2, 3]");
        second.next("revoked [0, 1]");
        first.next("assigned [0, 1]");
    }

    @Test
    void whoIsNoMemberCommitsOnlyWhereThereIsNone() throws Exception {
        assertThat(commit(two, "0:1")).isCompleted();
        Hearing first = new Hearing();
        Membership member = join(one, first);
        first.next("assigned [0, 1, 2, 3]");
        assertFenced(commit(two, "0:2"));
        member.close();
        assertThat(commit(two, "0:3")).isCompleted();
        assertThat(one.committed("d").join()).isEqualTo(Map.of("orders", Cursor.at(new Position(0, 3))));
    }

    @Test
    void streamsComeAndGo() throws Exception {
        Hearing first = new Hearing();
        Membership member = join(one, first);
        first.next("assigned [0, 1, 2, 3]");
        two.delete("orders").join();
        first.next("lost [0, 1, 2, 3]");
        two.create("orders", StreamSettings.defaults()).join();
        first.next("assigned [0]");
        member.streams(Set.of());
        first.next("revoked [0]");
        assertFenced(commit(two, "0:2"));
    }
}
