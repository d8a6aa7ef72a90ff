package dev.leat.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Objects as data where jackson-databind, which is optional, is not on the class path. */
class JsonDataTest {

    private static URL[] classPathWithoutDatabind() throws Exception {
        List<String> entries = Arrays.asList(
                System.getProperty("java.class.path").split(Pattern.quote(System.getProperty("path.separator"))));
        assertThat(entries).anyMatch(entry -> entry.contains("jackson-databind"));
        return entries.stream()
                .filter(entry -> !entry.contains("jackson-databind"))
                .map(entry -> {
                    try {
                        return java.nio.file.Path.of(entry).toUri().toURL();
                    } catch (java.net.MalformedURLException e) {
                        throw new AssertionError(e);
                    }
                })
                .toArray(URL[]::new);
    }

    @Test
    void withoutDatabindTheErrorNamesTheJarAndTextStillWorks() throws Exception {
        try (URLClassLoader loader =
                new URLClassLoader(classPathWithoutDatabind(), ClassLoader.getPlatformClassLoader())) {
            Class<?> type = loader.loadClass("dev.leat.core.NewEvent");
            Object event = loader.loadClass("dev.leat.core.Event")
                    .getMethod("of", String.class, String.class)
                    .invoke(null, "t", "/s");
            Method data = type.getMethod("data", Object.class);
            Object withText = type.getMethod("json", String.class).invoke(event, "{}");
            Method read = type.getMethod("data", Class.class);
            for (int again = 0; again < 2; again++) {
                assertThatThrownBy(() -> data.invoke(event, "x"))
                        .isInstanceOf(InvocationTargetException.class)
                        .cause()
                        .hasMessageStartingWith("data: objects need tools.jackson.core:jackson-databind");
                assertThatThrownBy(() -> read.invoke(withText, String.class))
                        .cause()
                        .hasMessageContaining("jackson-databind");
            }
            assertThat(type.getMethod("text").invoke(withText)).isEqualTo("{}");
        }
    }
}
