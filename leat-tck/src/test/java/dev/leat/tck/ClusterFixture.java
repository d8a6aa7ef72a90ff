package dev.leat.tck;

import dev.leat.core.Capability;
import dev.leat.core.HubOptions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** A cluster in memory of its own; what crashes leaves it to others. */
final class ClusterFixture implements EngineFixture {

    static final Set<Capability> MISSING = EnumSet.of(Capability.SUBJECT_INDEX, Capability.BACKUP);

    private final MovableClock clock = new MovableClock();
    private final HubOptions options;
    private final MemoryCluster cluster;
    private final String fault;
    private final Duration patience;
    private int process;
    private int opened;

    ClusterFixture() {
        this("", Duration.ofSeconds(20));
    }

    /**
     * One that does something wrong, and does not wait long for it.
     *
     * @param fault which each engine of it has
     */
    ClusterFixture(Fault fault) {
        this("/" + fault.name(), Duration.ofSeconds(1));
    }

    private ClusterFixture(String fault, Duration patience) {
        this.fault = fault;
        this.patience = patience;
        this.options = HubOptions.defaults().clock(clock).closeWait(patience);
        this.cluster = new MemoryCluster(options);
    }

    private String process(int number) {
        return "cluster:" + cluster.name + "/" + number + fault;
    }

    @Override
    public String uri() {
        return process(process);
    }

    @Override
    public Set<Capability> missing() {
        return MISSING;
    }

    @Override
    public HubOptions options() {
        return options;
    }

    @Override
    public Duration patience() {
        return patience;
    }

    @Override
    public void pass(Duration time) {
        clock.pass(time);
    }

    @Override
    public String another() {
        return process(++opened);
    }

    @Override
    public void kill(String uri) {
        cluster.kill(uri.split("/", -1)[1]);
    }

    @Override
    public void crash() {
        kill(uri());
        process = ++opened;
    }

    @Override
    public void close() {
        cluster.close();
    }
}
