package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.bus.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleVerifierTest {
  private static final String EVIDENCE =
      "- tool write_file failed: disk\n- tool write_file ok: Wrote\n### File a.md (12 bytes)\n"
          + "- tool write_file failed: quoted in the file";

  private static String issues(String answer, String evidence) {
    var prompt = new ParsedPrompt("g", "g", List.of(), "", answer, evidence);
    return Json.parse(RuleVerifier.verify(prompt)).path("issues").toString();
  }

  @Test
  void onlyTheLastCallOfAToolBeforeTheFilesCounts() {
    assertEquals("[]", issues("Wrote a.md", EVIDENCE));
  }

  @ParameterizedTest
  @CsvSource({
    "(12 bytes),(0 bytes),The file a.md is empty.",
    "(12 bytes),is missing,The file a.md does not exist.",
    "write_file ok,write_file failed,The last call of write_file failed."
  })
  void eachDefectOfTheEvidenceIsAnIssue(String old, String replacement, String issue) {
    assertEquals("[\"" + issue + "\"]", issues("Wrote a.md", EVIDENCE.replace(old, replacement)));
  }

  @Test
  void aMissingOrBlockedAnswerFails() {
    assertEquals("[\"There is no answer.\"]", issues(" ", EVIDENCE));
    assertEquals(
        "[\"The answer says that the work is blocked.\"]", issues("BLOCKED: no", EVIDENCE));
  }

  @Test
  void theConfidenceIsLowerWithoutEvidence() {
    var prompt = new ParsedPrompt("g", "g", List.of(), "", "done", "");
    assertEquals(0.6, Json.parse(RuleVerifier.verify(prompt)).path("confidence").asDouble());
  }
}
