package dev.leat.kafka.soak;

import dev.leat.core.Append;
import dev.leat.core.Condition;
import dev.leat.core.Cursor;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import dev.leat.core.filter.Filter;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A process that appends to a guarded stream on conditions, and events that may be there already, and tells what became of
 * them: to be killed. Arguments: the hub, the name of this process, and a seed.
 */
final class Appender implements Runnable {

    static final String STREAM = "accounts";
    static final HubOptions OPTIONS = HubOptions.defaults().durability(Durability.FAST);

    /** What is told before an append: id, subject, and the offset up to which the appender knows the subject. */
    static final String TRIES = "tries";

    /** What is told of an append that was recorded, or had been: id and position. */
    static final String RECORDED = "recorded";

    /** What is told of an append that was refused for its condition: id, and the position of what broke it. */
    static final String CONFLICT = "conflict";

    /** What is told of an append that was not recorded, for another reason: id and reason. */
    static final String REFUSED = "refused";

    private static final int THREADS = 4;
    private static final int SUBJECTS = 6;
    private static final int NEW_SUBJECTS = 2_000;
    private static final int SAME_IDS = 1_000;

    /** So many appends to one subject in a row, unless another process has it. */
    private static final int IN_A_ROW = 20;

    private final Hub hub;
    private final String name;
    private final Random random;
    private final Map<String, Position> known = new HashMap<>();
    private int appends;

    private Appender(Hub hub, String name, Random random) {
        this.hub = hub;
        this.name = name;
        this.random = random;
    }

    public static void main(String[] arguments) {
        Hub hub = Hub.open(arguments[0], OPTIONS);
        Random random = new Random(Long.parseLong(arguments[2]));
        for (int i = 0; i < THREADS; i++) {
            new Thread(new Appender(hub, arguments[1] + "-" + i, new Random(random.nextLong()))).start();
        }
        Parent.endWithIt();
    }

    @Override
    public void run() {
        while (true) {
            switch (random.nextInt(4)) {
                case 0 -> first("new-" + random.nextInt(NEW_SUBJECTS));
                case 1 -> once(random.nextInt(SAME_IDS));
                default -> follow("s-" + random.nextInt(SUBJECTS));
            }
        }
    }

    /** Appends on condition that there is nothing of the subject. */
    private void first(String subject) {
        String id = name + "-" + appends++;
        Parent.say(TRIES, id, subject, -1);
        var unused = append(id, subject, Condition.none(STREAM, Filter.subject(subject)));
    }

    /** Appends what others append as well. */
    private void once(int number) {
        var unused = append("same-" + number, "of-" + number % SUBJECTS, null);
    }

    /** Appends on condition that nothing has happened to the subject since. */
    private void follow(String subject) {
        boolean mine = true;
        for (int i = 0; i < IN_A_ROW && mine; i++) {
            String id = name + "-" + appends++;
            Position last = known.get(subject);
            Parent.say(TRIES, id, subject, last == null ? -1 : last.offset());
            Cursor seen = last == null ? Cursor.NOTHING : Cursor.at(last);
            Position now = append(id, subject, Condition.noneSince(STREAM, Filter.subject(subject), seen));
            mine = now != null;
            if (now != null) {
                known.put(subject, now);
            }
        }
    }

    /** Where the subject stands now, by its event or by the one that was there before; null if there is no telling. */
    private @Nullable Position append(String id, String subject, @Nullable Condition condition) {
        Append append = Append.to(STREAM, Event.of("happened", "/soak").id(id).subject(subject));
        boolean doubtful = false;
        while (true) {
            try {
                Position at = hub.append(condition == null ? append : append.when(condition))
                        .await()
                        .positions()
                        .get(0);
                Parent.say(RECORDED, id, at);
                return at;
            } catch (LeatException.Conflict e) {
                Parent.say(CONFLICT, id, e.at());
                return e.at();
            } catch (LeatException.InDoubt e) {
                doubtful = true; // the same event again has the answer
            } catch (LeatException e) {
                if (!doubtful) {
                    Parent.say(REFUSED, id, e.code());
                }
                return null;
            }
        }
    }
}
