package dev.leat.core.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LikePatternTest {

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.strings().withChars("ab%_\\").ofMaxLength(8);
    }

    @Provide
    Arbitrary<String> longPatterns() {
        return Arbitraries.of("a", "b", "%", "_", "aaaaaaaaaaaaaaa", "____________")
                .list()
                .ofMaxSize(20)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("ab%_\\").ofMaxLength(8);
    }

    @Property(tries = 20_000)
    void patternsMatchWhatTheSpecificationSays(@ForAll("patterns") String pattern, @ForAll("texts") String text) {
        assertThat(LikePattern.compile(pattern).test(text)).isEqualTo(slowly(pattern, text));
    }

    @Property(tries = 2_000)
    void patternsLongerThanAMachineWordMatchToo(
            @ForAll("longPatterns") String pattern, @ForAll("longPatterns") String like) {
        String text = like.replace('%', 'b').replace('_', 'a');

        assertThat(LikePattern.compile(pattern).test(text)).isEqualTo(slowly(pattern, text));
    }

    /** The same by a table: which beginnings of the text the pattern's beginning matches, for each of its signs. */
    private static boolean slowly(String pattern, String text) {
        boolean[] matched = new boolean[text.length() + 1];
        matched[0] = true;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            boolean escapes = c == '\\' && i + 1 < pattern.length() && "%_".indexOf(pattern.charAt(i + 1)) >= 0;
            char sign = escapes ? pattern.charAt(++i) : c;
            boolean[] now = new boolean[matched.length];
            now[0] = c == '%' && matched[0];
            for (int j = 1; j < now.length; j++) {
                now[j] = c == '%'
                        ? matched[j] || now[j - 1]
                        : matched[j - 1] && (c == '_' || sign == text.charAt(j - 1));
            }
            matched = now;
        }
        return matched[text.length()];
    }

    @Test
    void oneCharacterIsOneOfUnicode() {
        assertThat(LikePattern.compile("a_b").test("a😀b")).isTrue();
        assertThat(LikePattern.compile("a__b").test("a😀b")).isFalse();
        assertThat(LikePattern.compile("%😀_%").test("x😀😀")).isTrue();
    }

    @Test
    void hostilePatternsTakeLinearTime() {
        String pattern = "%a".repeat(400) + "%b";
        String text = "a".repeat(1_000_000);

        boolean matches = assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> LikePattern.compile(pattern).test(text));

        assertThat(matches).isFalse();
    }
}
