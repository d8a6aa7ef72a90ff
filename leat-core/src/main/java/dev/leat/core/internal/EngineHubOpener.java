package dev.leat.core.internal;

import dev.leat.core.Hub;
import dev.leat.core.HubOpener;
import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import dev.leat.engine.EngineProvider;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the engine by the scheme of the URI and makes a hub of it. */
public final class EngineHubOpener implements HubOpener {

    /** A scheme has two characters or more: {@code C:\data} is a path. */
    private static final Pattern URI = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]+):(.*)");

    @Override
    public Hub open(String uri, HubOptions options) {
        if (uri.isBlank()) {
            throw new LeatException.Invalid("uri", "is empty; give a directory, as in data, or memory:");
        }
        Matcher parts = URI.matcher(uri);
        String scheme = parts.matches() ? parts.group(1).toLowerCase(Locale.ROOT) : "file";
        String location = parts.matches() ? parts.group(2) : uri;
        if (scheme.equals("file") && location.startsWith("///")) {
            location = location.substring(2);
        }
        TreeSet<String> known = new TreeSet<>();
        for (EngineProvider provider :
                ServiceLoader.load(EngineProvider.class, EngineHubOpener.class.getClassLoader())) {
            if (provider.schemes().contains(scheme)) {
                return new EngineHub(provider.open(location, options), options);
            }
            known.addAll(provider.schemes());
        }
        throw new LeatException.Invalid(
                "uri",
                "'" + withoutSecrets(uri) + "' has the scheme '" + scheme
                        + "', which no engine on the class path opens; there is " + known
                        + (known.contains("file") ? "" : "; for directories add leat-log"));
    }

    /** Without what stands behind a question mark or before an at sign. */
    private static String withoutSecrets(String uri) {
        return uri.replaceFirst("\\?.*", "?…").replaceFirst("//[^/]*@", "//…@");
    }
}
