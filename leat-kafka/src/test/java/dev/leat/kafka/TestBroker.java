package dev.leat.kafka;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.leat.core.LeatException;
import dev.leat.kafka.broker.Brokers;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;

/**
 * One broker, and one cluster of three, that all tests of a JVM share: started at first use, gone with the JVM. Tests keep apart
 * by prefixes of names. Where the brokers' jars cannot be had, tests are skipped; with {@code CI=true} they fail. Thread-safe.
 */
public final class TestBroker {

    private static final Gates GATES = new Gates();
    private static final Shared ONE = new Shared(1, GATES.listeners());
    private static final Shared THREE = new Shared(3, Map.of());

    private TestBroker() {}

    /** Where the one broker is. */
    public static String bootstrap() {
        return ONE.get().bootstrap();
    }

    /** Ways to the one broker that can be shut. */
    static Gates gates() {
        ONE.get();
        return GATES;
    }

    /** Of the one broker, for what tests leave behind. */
    static Admin admin() {
        return Tidying.ADMIN;
    }

    private static final class Tidying {
        static final Admin ADMIN = Admin.create(Map.of("bootstrap.servers", bootstrap()));
    }

    /** The three brokers. Who kills one starts it again before the end of the test. */
    public static Brokers three() {
        return THREE.get();
    }

    /** Started by the first that asks. */
    private static final class Shared implements Supplier<Brokers> {

        private final int count;
        private final Map<String, String> properties;
        private Brokers brokers;
        private LeatException.Unavailable failure;

        Shared(int count, Map<String, String> properties) {
            this.count = count;
            this.properties = properties;
        }

        @Override
        public synchronized Brokers get() {
            if (brokers == null && failure == null) {
                try {
                    brokers = Brokers.start(count, properties);
                } catch (LeatException.Unavailable e) {
                    failure = e;
                }
            }
            if (failure != null) {
                if ("true".equals(System.getenv("CI"))) {
                    throw failure;
                }
                abort("no broker of Kafka to test with: " + failure.getMessage());
            }
            return brokers;
        }
    }
}
