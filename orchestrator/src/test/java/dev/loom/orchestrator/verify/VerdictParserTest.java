package dev.loom.orchestrator.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.contracts.task.Verdict;
import dev.loom.contracts.task.Verdict.Outcome;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class VerdictParserTest {
  private static final String YES = "{\"passed\":true,\"confidence\":0.9}";
  private static final String NO = "{\"passed\":false,\"confidence\":0.9}";

  private static Outcome read(String answer) {
    return VerdictParser.parse(answer, List.of()).outcome();
  }

  private static Verdict majority(String... answers) {
    var votes = Arrays.stream(answers).map(each -> VerdictParser.parse(each, List.of())).toList();
    return VerdictParser.majority(votes, List.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "{\"thoughts\":1} %s", "```json\n%s\n```", "{so} %s", "%1$s %1$s"})
  void aVerdictIsFoundInsideOtherText(String frame) {
    assertEquals(Outcome.VERIFIED, read(frame.formatted(YES)));
    assertEquals(Outcome.FAILED, read(frame.formatted(NO)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        YES + " no, wait: " + NO,
        NO + YES,
        "[" + YES + "," + NO + "]",
        "{\"passed\":\"yes\"}",
        "{\"passed\":true,\"confidence\":0}",
        "{\"verdict\":" + YES + "}",
        "all good",
        ""
      })
  void aContradictoryOrMalformedAnswerIsUnverified(String answer) {
    assertEquals(Outcome.UNVERIFIED, read(answer));
  }

  @Test
  void theMajorityOfVotesDecides() {
    assertEquals(Outcome.VERIFIED, majority(YES, NO, YES).outcome());
    assertEquals(Outcome.VERIFIED, majority(YES, "hm", YES).outcome());
    assertEquals(Outcome.FAILED, majority(NO, YES, NO).outcome());
    assertEquals(Outcome.FAILED, majority(NO, "hm", YES).outcome());
    assertEquals(Outcome.FAILED, majority(NO, "hm", "hm").outcome());
  }

  @Test
  void onePassAmongUnusableVotesIsNoMajority() {
    assertEquals(Outcome.UNVERIFIED, majority(YES, "hm", "hm").outcome());
    assertEquals(Outcome.UNVERIFIED, majority("hm", "hm", "hm").outcome());
  }
}
