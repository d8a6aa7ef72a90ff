package dev.leat.kafka.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.LeatException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

/** Each error of Kafka's is one that says what to do. */
class KafkaFailuresTest {

    private static LeatException of(Throwable error) {
        return KafkaFailures.of(error, "reading stream 'orders'");
    }

    @Test
    void errorsAreWhatTheUserCanDo() {
        assertThat(of(new UnknownTopicOrPartitionException("x"))).isInstanceOf(LeatException.NotFound.class);
        assertThat(of(new InvalidTopicException("x"))).isInstanceOf(LeatException.Invalid.class);
        assertThat(of(new RecordTooLargeException("x"))).isInstanceOf(LeatException.Invalid.class);
        assertThat(of(new ProducerFencedException("x"))).isInstanceOf(LeatException.Fenced.class);
        assertThat(of(new OutOfOrderSequenceException("x"))).isInstanceOf(LeatException.InDoubt.class);
        assertThat(of(new NotEnoughReplicasException("x"))).isInstanceOf(LeatException.Unavailable.class);
        assertThat(of(new BufferExhaustedException("x"))).isInstanceOf(LeatException.Overloaded.class);
        assertThat(of(new IllegalStateException("This consumer has already been closed.")))
                .isInstanceOf(LeatException.Closed.class);
        assertThat(of(new SaslAuthenticationException("x"))).isInstanceOf(LeatException.Denied.class);
        assertThat(of(new SslAuthenticationException("x")))
                .isInstanceOf(LeatException.Denied.class)
                .hasMessageContaining("ssl.truststore");
        assertThat(of(new TimeoutException("Call timed out")))
                .isInstanceOf(LeatException.Unavailable.class)
                .hasMessageStartingWith("reading stream 'orders' failed: Call timed out")
                .hasMessageContaining("security.protocol");
    }

    @Test
    void whatIsNotAllowedNamesWhatItIsNotAllowedOn() {
        assertThat(of(new TopicAuthorizationException(Set.of("shop.orders"))))
                .isInstanceOf(LeatException.Denied.class)
                .hasMessageContaining("[shop.orders]")
                .hasMessageContaining("READ to read, WRITE to append");
        assertThat(of(GroupAuthorizationException.forGroupId("billing")))
                .isInstanceOf(LeatException.Denied.class)
                .hasMessageContaining("READ given to the user on group 'billing'");
    }

    @Test
    void theErrorIsFoundInsideOthers() {
        Throwable wrapped = new CompletionException(
                new ExecutionException(new KafkaException("outer", new UnknownTopicOrPartitionException("x"))));
        assertThat(of(wrapped)).isInstanceOf(LeatException.NotFound.class);
        LeatException known = new LeatException.Closed("x");
        assertThat(of(new CompletionException(known))).isSameAs(known);
    }

    @Test
    void aWrongPropertyIsNamedWithoutASecret() {
        LeatException.Invalid failure =
                (LeatException.Invalid) of(new ConfigException("ssl.key.password", "hush", "is short"));
        assertThat(failure.field()).isEqualTo("ssl.key.password");
        assertThat(failure).hasMessageNotContaining("hush");
        assertThat(of(new ConfigException("linger.ms", "x", "is no number")))
                .hasMessageContaining("linger.ms: Invalid value x");
    }
}
