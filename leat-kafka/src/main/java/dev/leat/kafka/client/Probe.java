package dev.leat.kafka.client;

import dev.leat.core.LeatException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.BootstrapResolutionException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The clients of a hub whose brokers have answered: a wrong host, port, protocol or credential is told when a hub is opened.
 *
 * @param clients to be closed with the hub
 * @param brokers how many the cluster has that run
 */
public record Probe(Clients clients, int brokers) {

    /**
     * Asks a cluster for its brokers; waits as long as {@code default.api.timeout.ms} says.
     *
     * @throws LeatException.Unavailable if none answers, saying what was found at each host and port
     * @throws LeatException.Denied if the credentials are wrong
     * @throws LeatException.Invalid if the properties do not go together, or name files that cannot be used
     */
    public static Probe open(KafkaLocation location) {
        String doing = "opening " + location;
        Clients clients;
        try {
            clients = new Clients(location);
        } catch (RuntimeException e) {
            throw failure(e, location, doing);
        }
        try {
            return new Probe(clients, Uninterrupted.call(() -> brokers(clients)));
        } catch (CompletionException e) {
            clients.close();
            throw failure(e, location, doing);
        }
    }

    /** Waits as long as the client tries. */
    private static int brokers(Clients clients) {
        return clients.admin()
                .describeCluster()
                .nodes()
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .size();
    }

    private static LeatException failure(Exception error, KafkaLocation location, String doing) {
        Throwable cause = KafkaFailures.cause(error);
        if (cause instanceof TimeoutException || cause instanceof BootstrapResolutionException) {
            return new LeatException.Unavailable(doing + " failed: " + Diagnosis.of(location), cause);
        }
        if (cause instanceof IllegalArgumentException) {
            return new LeatException.Invalid(
                    "sasl.jaas.config",
                    "the properties of security do not go together: Kafka's login cannot be made of them ("
                            + cause.getClass().getSimpleName() + "); check sasl.mechanism and sasl.jaas.config");
        }
        if (cause instanceof IOException || cause instanceof GeneralSecurityException) {
            return new LeatException.Invalid(
                    "ssl.truststore.location",
                    "this store or ssl.keystore.location cannot be used ("
                            + cause.getClass().getSimpleName() + ": " + cause.getMessage()
                            + "); check path, type and password");
        }
        return KafkaFailures.of(cause, doing);
    }
}
