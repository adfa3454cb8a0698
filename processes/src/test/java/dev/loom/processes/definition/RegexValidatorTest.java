package dev.loom.processes.definition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.re2j.Pattern;
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
        "(x+x+)+y"
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
  void anUnsupportedConstructIsNamed(String pattern, String construct) {
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
  void aPatternThatExplodesIsRefusedBeforeItIsCompiled(String pattern) {
    var problem = RegexValidator.findProblem(pattern).orElseThrow();
    assertTrue(problem.startsWith("the regex is too costly"), problem);
  }

  @Test
  void aLongPatternIsRefused() {
    assertTrue(
        RegexValidator.findProblem("a".repeat(1025)).orElseThrow().contains("1024 characters"));
    assertTrue(RegexValidator.findProblem("(".repeat(1024)).isPresent());
  }

  /// The estimate only has to keep explosions from the compiler, but then it must never be far too
  /// low.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "abc",
        "(a|b)*c",
        "a{10}",
        "(a{10}){10}",
        "(a{2,10}b){3,7}",
        "[a-z]{20}",
        "(?i)[\\p{L}]{90}",
        "\\p{Greek}{30}",
        "\\x{1F600}{30}",
        "((a*){10}|(b+){20}){3}",
        "[]a]{40}",
        "[^]a]{40}"
      })
  void theEstimateIsNeverFarBelowTheTruth(String pattern) {
    var truth = Pattern.compile(pattern).programSize();
    var estimate = new RegexCost(pattern).estimate();
    assertTrue(4 * (estimate + 2) >= truth, estimate + " for " + truth);
  }
}
