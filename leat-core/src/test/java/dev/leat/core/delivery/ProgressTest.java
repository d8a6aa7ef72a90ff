package dev.leat.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ProgressTest {

    @Property(tries = 300)
    void standsBeforeTheFirstEventThatIsNotFinished(@ForAll long seed) {
        Random random = new Random(seed);
        Progress progress = new Progress(20, 5);
        TreeMap<Long, Boolean> model = new TreeMap<>();
        long taken = 5;
        int finished = 0;
        for (int step = 0; step < 500; step++) {
            int dice = random.nextInt(10);
            if (dice < 4 && progress.inProgress() < 20) {
                taken += random.nextInt(3);
                progress.begin(taken);
                model.put(taken++, false);
            } else if (dice < 8 && model.containsValue(false)) {
                Object[] open =
                        model.keySet().stream().filter(at -> !model.get(at)).toArray();
                Long one = (Long) open[random.nextInt(open.length)];
                progress.finish(one);
                model.put(one, true);
                while (!model.isEmpty() && model.firstEntry().getValue()) {
                    model.pollFirstEntry();
                    finished++;
                }
            } else if (dice == 8) {
                taken += random.nextInt(3);
                progress.passed(taken);
            } else {
                progress.committed(finished);
                finished = 0;
            }
            assertThat(progress.next()).isEqualTo(model.isEmpty() ? taken : model.firstKey());
            assertThat(progress.inProgress()).isEqualTo(model.size());
            assertThat(progress.finishedUncommitted()).isEqualTo(finished);
        }
        progress.restart(3);
        assertThat(progress.next()).isEqualTo(3);
        assertThat(progress.inProgress()).isZero();
        assertThat(progress.finishedUncommitted()).isZero();
    }

    @Example
    void refusesToFinishWhatIsNotInProgress() {
        Progress progress = new Progress(10, 0);
        progress.begin(4);
        assertThatThrownBy(() -> progress.finish(3)).isInstanceOf(IllegalStateException.class);
        progress.finish(4);
        assertThatThrownBy(() -> progress.finish(4)).isInstanceOf(IllegalStateException.class);
    }
}
