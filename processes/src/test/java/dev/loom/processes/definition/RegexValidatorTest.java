package dev.loom.processes.definition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class RegexValidatorTest {
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
        "([A-Z]{1,80}, )?[a-z]{1,80}: [0-9]{1,80}"
      })
  void anOrdinaryPatternIsAccepted(String pattern) {
    assertEquals(Optional.empty(), RegexValidator.findProblem(pattern));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "a(?=b) ~ (?=",
        "a(?!b) ~ (?!",
        "(?<=x)y ~ (?<=",
        "(a)\\1 ~ \\1",
        "a++ ~ ++",
        "(?>a) ~ (?>",
        "(open ~ missing closing )",
        "[a ~ missing closing ]",
        "a{1001} ~ {1001}"
      })
  void anUnsupportedConstructIsNamedInTheProblem(String pattern, String construct) {
    var problem = RegexValidator.findProblem(pattern).orElseThrow();
    assertTrue(problem.startsWith("invalid regex: "), problem);
    assertTrue(problem.contains(construct), problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{100}){100}){100}",
        "(((((a{1000}){1000}){1000}){1000}){1000}){1000}",
        "((((((((((((a{999}){999}){999}){999}){999}){999}){999}){999}){999}){999}){999}){999})",
        "\\Q\n[\\E(((a{1000}){1000}){1000}){1000}]",
        "[[:alpha:]](((\\[{1000}){1000}){1000}){1000}",
        "(?:a?){300}b",
        "x{0,1000}y"
      })
  void aPatternThatWouldBeTooLargeIsRejectedWithoutCompilingIt(String pattern) {
    var problem = RegexValidator.findProblem(pattern).orElseThrow();
    assertTrue(problem.startsWith("the regex is too costly"), problem);
  }

  @Test
  void anOverlongPatternIsRejected() {
    assertTrue(
        RegexValidator.findProblem("a".repeat(1025)).orElseThrow().contains("1024 characters"));
    assertTrue(RegexValidator.findProblem("(".repeat(1024)).isPresent());
  }

  @Test
  void repeatedRepetitionsAreRejected() {
    assertTrue(RegexValidator.findProblem("a{100}{100}{100}").isPresent());
  }
}
