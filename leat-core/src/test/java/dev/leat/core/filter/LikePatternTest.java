package dev.leat.core.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.regex.Pattern;
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

    /** The same by java.util.regex, which is slow where a pattern is hostile. */
    private static boolean slowly(String pattern, String text) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\' && i + 1 < pattern.length() && "%_".indexOf(pattern.charAt(i + 1)) >= 0) {
                regex.append(pattern.charAt(++i));
            } else {
                regex.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(text).matches();
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
