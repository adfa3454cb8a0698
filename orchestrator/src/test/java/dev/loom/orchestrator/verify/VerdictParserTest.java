package dev.loom.orchestrator.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.contracts.task.Verdict;
import dev.loom.contracts.task.Verdict.Outcome;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        "{\"passed\":true,\"verdict\":\"fail\"}",
        "{\"passed\":\"mostly\"}",
        "{\"status\":\"passed\",\"success\":true}",
        "{\"checks\":{\"syntax\":{\"passed\":true}}}",
        "{\"passed\":true,\"confidence\":\"low\"}",
        "{\"passed\":true,\"confidence\":\"12%\"}",
        "{\"passed\":true,\"confidence\":0}",
        "all good",
        ""
      })
  void aContradictoryOrMalformedAnswerIsUnverified(String answer) {
    assertEquals(Outcome.UNVERIFIED, read(answer));
  }

  @Test
  void anAnswerWithoutAVerdictIsShown() {
    assertEquals(
        "Could not verify the result: the verifier did not answer with a verdict but: all good",
        VerdictParser.parse(" all good ", List.of()).feedback());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'passed':'yes'}|VERIFIED|0.5",
        "{'passed':'True','confidence':'0.8'}|VERIFIED|0.8",
        "{'passed':'FAILED','confidence':0.8}|FAILED|0.8",
        "{'Pass':1,'confidence':'95%'}|VERIFIED|0.95",
        "{'passed':true,'confidence':95}|VERIFIED|0.95",
        "{'passed':true,'confidence':4}|VERIFIED|0.5",
        "{'passed':true,'confidence':'high'}|VERIFIED|0.9",
        "{'verdict':'PASS','confidence':1}|VERIFIED|1",
        "{'verdict':{'passed':false,'confidence':0.9}}|FAILED|0.9",
        "{'name':'submit','arguments':{'passed':true,'confidence':0.9}}|VERIFIED|0.9",
        "{passed: False, confidence: 0.9,}|FAILED|0.9"
      })
  void aVerdictIsReadAsTolerantlyAsArguments(String answer, Outcome outcome, double confidence) {
    var verdict = VerdictParser.parse(answer.replace('\'', '"'), List.of());
    assertEquals(outcome, verdict.outcome());
    assertEquals(confidence, verdict.confidence());
  }

  @Test
  void feedbackInOtherFormsIsNotLost() {
    var answer =
        "{\"passed\":false,\"feedback\":[\"a\",\"b\"],\"issues\":\"c\",\"confidence\":0.9}";
    assertEquals("a\nb\n- c", VerdictParser.parse(answer, List.of()).feedback());
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
