package dev.leat.kafka.client;

import dev.leat.core.LeatException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.jspecify.annotations.Nullable;

/** What it means that the brokers do not know the user, or do not let it do something. */
final class Denials {

    private Denials() {}

    static LeatException of(KafkaException error, String doing) {
        return new LeatException.Denied(doing + " failed: " + error.getMessage() + "; " + wayOut(error), error);
    }

    private static String wayOut(KafkaException error) {
        if (error instanceof SslAuthenticationException) {
            return "check ssl.truststore and ssl.keystore, the host's name in the certificate, and that the port speaks TLS";
        }
        if (error instanceof UnsupportedSaslMechanismException) {
            return "set sasl.mechanism to one that the brokers offer";
        }
        if (error instanceof TopicAuthorizationException topics) {
            return "have the right given to the user on topics " + topics.unauthorizedTopics()
                    + ": READ to read, WRITE to append, CREATE, DELETE, DESCRIBE or ALTER to manage them";
        }
        if (error instanceof GroupAuthorizationException group) {
            return "have the right READ given to the user on group " + named(group.groupId());
        }
        if (error instanceof TransactionalIdAuthorizationException) {
            return "have the right WRITE given to the user on transactional ids that begin with the hub's prefix and _leat.";
        }
        if (error instanceof ClusterAuthorizationException) {
            return "have the right IDEMPOTENT_WRITE to append, CREATE or DESCRIBE to manage topics, given to the user on the"
                    + " cluster";
        }
        return "check the credentials, as in sasl.mechanism and sasl.jaas.config, and the user's rights";
    }

    private static String named(@Nullable String group) {
        return group == null ? "of the subscription" : "'" + group + "'";
    }
}
