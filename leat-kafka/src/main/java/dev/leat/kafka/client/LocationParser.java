package dev.leat.kafka.client;

import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Reads {@code //host:9092,host2:9092?name=value&name=value}. Used once. */
final class LocationParser {

    private static final String FORM = "write kafka://host:9092, or several as in kafka://a:9092,b:9092";
    private static final String PREFIX = "prefix";
    private static final String REPLICATION = "replication";
    private static final String PROPERTIES = "properties";

    /** Kafka's names of topics have 249 characters at most, Leat's of streams 200. */
    private static final int MOST_PREFIX_CHARS = 49;

    private final HubOptions options;

    LocationParser(HubOptions options) {
        this.options = options;
    }

    KafkaLocation parse(String location) {
        if (!location.startsWith("//")) {
            throw new LeatException.Invalid("uri", "begins without //; " + FORM);
        }
        int question = location.indexOf('?');
        String bootstrap = bootstrap(location.substring(2, question < 0 ? location.length() : question));
        Map<String, String> given = new HashMap<>(options.engine());
        given.putAll(query(question < 0 ? "" : location.substring(question + 1)));
        String prefix = prefix(given.remove(PREFIX));
        int replication = replication(given.remove(REPLICATION));
        Map<String, String> all = new HashMap<>(file(given.remove(PROPERTIES)));
        all.putAll(given);
        return new KafkaLocation(bootstrap, prefix, replication, KafkaProperties.checked(all, bootstrap));
    }

    private static String bootstrap(String authority) {
        if (authority.contains("@")) {
            throw new LeatException.Invalid(
                    "uri",
                    "names a user before @; give credentials as sasl.jaas.config, best in a file that properties= names");
        }
        int slash = authority.indexOf('/');
        if (slash >= 0) {
            throw new LeatException.Invalid(
                    "uri",
                    "has the path '" + authority.substring(slash) + "', which Kafka has no use for; ?prefix=NAME. keeps"
                            + " hubs on one cluster apart");
        }
        for (String broker : authority.split(",", -1)) {
            checkBroker(broker);
        }
        return authority;
    }

    private static void checkBroker(String broker) {
        int colon = broker.lastIndexOf(':');
        String host = colon < 0 ? broker : broker.substring(0, colon);
        boolean isAddress = host.startsWith("[") && host.endsWith("]");
        if (host.isEmpty() || host.chars().anyMatch(c -> c <= ' ') || (!isAddress && host.contains(":"))) {
            throw new LeatException.Invalid("uri", "'" + broker + "' names no host; " + FORM);
        }
        if (colon < 0 || colon == broker.length() - 1) {
            throw new LeatException.Invalid("uri", "'" + broker + "' names no port; " + FORM);
        }
        String port = broker.substring(colon + 1);
        if (number(port) < 1 || number(port) > 65_535) {
            throw new LeatException.Invalid("uri", "'" + port + "' is no port, which is 1 to 65535; " + FORM);
        }
    }

    private static Map<String, String> query(String query) {
        Map<String, String> all = new HashMap<>();
        for (String part : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = part.indexOf('=');
            String name = decoded(equals < 0 ? part : part.substring(0, equals), "uri");
            if (name.isEmpty()) {
                throw new LeatException.Invalid("uri", "has a property without a name; write ?name=value&name=value");
            }
            String value = equals < 0 ? "" : decoded(part.substring(equals + 1), name);
            if (value.isEmpty() && !KafkaProperties.mayBeEmpty(name)) {
                throw new LeatException.Invalid(name, "has no value; write " + name + "=VALUE, or leave it out");
            }
            if (all.put(name, value) != null) {
                throw new LeatException.Invalid(name, "is given twice; leave one out");
            }
        }
        return all;
    }

    /** Without percents; a plus is a plus, as it stands in many passwords. */
    private static String decoded(String text, String field) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new LeatException.Invalid(
                    field, "has a % that two hexadecimal digits do not follow; write %25 for %");
        }
    }

    private static String prefix(@Nullable String prefix) {
        if (prefix == null) {
            return "";
        }
        boolean fits = prefix.length() <= MOST_PREFIX_CHARS && !prefix.startsWith("__");
        for (int i = 0; i < prefix.length(); i++) {
            char c = prefix.charAt(i);
            fits &= (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || ".-_".indexOf(c) >= 0;
        }
        if (!fits) {
            throw new LeatException.Invalid(
                    PREFIX,
                    "'" + prefix + "' cannot begin names of topics: use letters, digits, '.', '_' and '-', "
                            + MOST_PREFIX_CHARS + " at most, and not __ at the beginning");
        }
        return prefix;
    }

    private static int replication(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        if (number(text) < 1 || number(text) > Short.MAX_VALUE) {
            throw new LeatException.Invalid(
                    REPLICATION, "'" + text + "' is no number of replicas, which is 1 to the number of brokers");
        }
        return number(text);
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static Map<String, String> file(@Nullable String path) {
        if (path == null) {
            return Map.of();
        }
        Properties read = new Properties();
        try (Reader in = new StringReader(Files.readString(Path.of(path)))) {
            read.load(in);
        } catch (IOException | InvalidPathException e) {
            throw new LeatException.Invalid(
                    PROPERTIES,
                    "the file '" + path + "' cannot be read (" + e.getClass().getSimpleName() + ")");
        } catch (IllegalArgumentException e) {
            throw new LeatException.Invalid(
                    PROPERTIES, "the file '" + path + "' has a \\u that four hexadecimal digits do not follow");
        }
        Map<String, String> all = new HashMap<>();
        for (String name : read.stringPropertyNames()) {
            all.put(name, read.getProperty(name).strip());
        }
        return all;
    }
}
