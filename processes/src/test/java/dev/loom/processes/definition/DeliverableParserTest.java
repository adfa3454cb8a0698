package dev.loom.processes.definition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeliverableParserTest {
  @ParameterizedTest
  @CsvSource({
    "report.md \u2014 the result, report.md",
    "./sub/data.csv\u2014tight, sub/data.csv",
    "plain.md, plain.md",
    "a-b.md, a-b.md"
  })
  void theFileNameEndsAtTheDash(String deliverable, String file) {
    assertEquals(file, DeliverableParser.parse(deliverable));
  }

  @ParameterizedTest
  @ValueSource(strings = {"report.md", "a/b/c.csv", "..hidden", "a..b"})
  void aPathWithinTheWorkspaceIsValid(String file) {
    assertEquals(Optional.empty(), DeliverableParser.findProblem(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../r.md", "a/../../b", "a\\..\\b", "/etc/x", "a\nb"})
  void anyOtherPathIsAProblem(String file) {
    assertTrue(DeliverableParser.findProblem(file).isPresent());
  }
}
