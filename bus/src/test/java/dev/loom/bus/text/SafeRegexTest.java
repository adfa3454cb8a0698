package dev.loom.bus.text;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.re2j.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class SafeRegexTest {
  private static Pattern compile(String regex) {
    return SafeRegex.compile(regex, 0, SafeRegex.WHOLE_FILE_INSTRUCTIONS_MAX);
  }

  private static String problem(String regex) {
    return assertThrows(IllegalArgumentException.class, () -> compile(regex)).getMessage();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\[TBD\\]|\\[TODO\\]",
        "(?i)(TODO|PLACEHOLDER|TBD|INSERT HERE)",
        "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}",
        "[[:alpha:]]{3,50}[^\\]]",
        "(?P<word>\\p{L}+)\\s{2,}",
        "\\Q((a{1000}){1000}){1000}\\E",
        "(x+x+)+y",
        "(\\w{1,20} ){1,5}(\\w{1,20} ){1,5}",
        "([A-Z]{1,80}, )?[a-z]{1,80}: [0-9]{1,80}",
        "(?i)[а-яё]+-[一-龥]",
        "(?i)[^\\x{0}-\\x{1c7f}]",
        "(?i)page-第",
        "(?i)\\p{Cyrillic}",
        "[\\x{0}-\\x{1fff}]"
      })
  void anOrdinaryPatternIsAccepted(String pattern) {
    assertDoesNotThrow(() -> compile(pattern));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "a(?=b) ~ look-ahead (?=...) is not supported",
        "a(?!b) ~ negative look-ahead (?!...)",
        "(?<=x)y ~ look-behind (?<=...)",
        "(?<!a)b ~ negative look-behind (?<!...)",
        "(a)\\1 ~ the back-reference \\1",
        "(?>a) ~ atomic groups (?>...)",
        "a++ ~ ++",
        "(open ~ missing closing )",
        "[a ~ missing closing ]",
        "a{1001} ~ {1001}"
      })
  void anUnsupportedConstructIsNamed(String pattern, String construct) {
    var problem = problem(pattern);
    assertTrue(problem.startsWith("Invalid regex: "), problem);
    assertTrue(problem.contains(construct), problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{100}){100}){100}",
        "((x{1000}){1000}){1000}",
        "(((((a{1000}){1000}){1000}){1000}){1000}){1000}",
        "(((((a{10}){10}){10}){10}){10}){10}",
        "((((((((((((a{999}){999}){999}){999}){999}){999}){999}){999}){999}){999}){999}){999})",
        "\\Q\n[\\E(((a{1000}){1000}){1000}){1000}]",
        "[[:alpha:]](((\\[{1000}){1000}){1000}){1000}",
        "(?:a?){300}b",
        "x{0,1000}y"
      })
  void aPatternThatWouldBeTooLargeIsRejectedWithoutCompilingIt(String pattern) {
    var problem = problem(pattern);
    assertTrue(problem.startsWith("Invalid regex: it is too costly"), problem);
  }

  @Test
  void anOverlongPatternIsRejected() {
    assertTrue(problem("a".repeat(1_025)).contains("1024 characters"));
    problem("(".repeat(1_024));
    problem("a{100}{100}{100}");
  }

  static Stream<String> unfoldable() {
    var letters = IntStream.rangeClosed(0x1C80, 0x1C88).mapToObj(Character::toString);
    return Stream.concat(
        letters.map(letter -> "(?i)x" + letter),
        Stream.of(
            "(?i)[\\x{0}-\\x{1fff}]",
            "(?i)[\\x00-\\x{1fff}]",
            "(?i)[\\0-\\x{1fff}]",
            "(?i)[^\\n-ῼ]",
            "(?i)[А-ῼ]",
            "(?i)\\x{1C85}",
            "(?i)[ab\\x{1c85}]",
            "(?i)[а-я]|[--ῼ]",
            "(?i)[-a-ῼ]",
            "(?i)[]-ῼ",
            "(?s)x(?mi:[\\x{400}-\\x{2000}])",
            "(?i)[\\x{1c88}-\\x{10ffff}]"));
  }

  /// RE2/J 1.8 loops without end on each of these.
  @ParameterizedTest
  @MethodSource("unfoldable")
  void aPatternThatNeverCompilesIsRejected(String pattern) {
    assertTrue(problem(pattern).contains("U+1C80"));
  }

  @Test
  void ignoringCaseByAFlagIsTheSame() {
    var failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> SafeRegex.compile("[a-ῼ]", Pattern.CASE_INSENSITIVE, 500));
    assertTrue(failure.getMessage().contains("U+1C80"));
  }

  @Test
  void aNestedQuantifierMatchesInLinearTime() {
    assertFalse(compile("(a*)*b").matcher("a".repeat(50_000)).find());
  }

  @Test
  void theLimitIsOfTheCompiledPattern() {
    var pattern = SafeRegex.compile("(?:ab){300}", 0, SafeRegex.INSTRUCTIONS_MAX);
    assertEquals("(?:ab){300}", pattern.pattern());
    assertTrue(problem("(?:ab){300}").contains("500 instructions"));
  }
}
