package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.Assignment;
import dev.loom.api.model.ModelRole;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RuleVerifierTest {
  private static final Assignment.ToolRun FAILED = new Assignment.ToolRun("write_file", false);
  private static final Assignment.ToolRun DONE = new Assignment.ToolRun("write_file", true);
  private static final Assignment.FileContent FILE =
      new Assignment.FileContent("a.md", true, 12, "# A");

  private static JsonNode verify(
      String answer, List<Assignment.ToolRun> calls, List<Assignment.FileContent> files)
      throws Exception {
    return FakeToolConversation.json(
        FakeToolConversation.ask(
            ModelRole.VERIFIER,
            Optional.of(new Assignment.Verify("Write a.md", "", answer, calls, files))));
  }

  private static void assertIssue(String issue, JsonNode verdict) {
    assertEquals("[\"" + issue + "\"]", verdict.path("issues").toString());
    assertEquals(false, verdict.path("passed").asBoolean());
    assertEquals(0.9, verdict.path("confidence").asDouble());
  }

  @Test
  void onlyTheLastCallOfAToolCounts() throws Exception {
    var verdict = verify("Wrote a.md", List.of(FAILED, DONE), List.of(FILE));
    assertEquals("[]", verdict.path("issues").toString());
    assertEquals(true, verdict.path("passed").asBoolean());
    assertEquals(0.85, verdict.path("confidence").asDouble());
  }

  @Test
  void eachDefectOfTheEvidenceIsAnIssue() throws Exception {
    var done = List.of(DONE);
    assertIssue(
        "The file a.md is empty.",
        verify("Wrote", done, List.of(new Assignment.FileContent("a.md", true, 0, ""))));
    assertIssue(
        "The file a.md does not exist.",
        verify("Wrote", done, List.of(new Assignment.FileContent("a.md", false, 0, ""))));
    assertIssue(
        "The last call of write_file failed.",
        verify("Wrote", List.of(DONE, FAILED), List.of(FILE)));
  }

  @Test
  void aMissingOrBlockedAnswerFails() throws Exception {
    assertIssue("There is no answer.", verify(" ", List.of(DONE), List.of(FILE)));
    assertIssue(
        "The answer says that the work is blocked.",
        verify("BLOCKED: no", List.of(DONE), List.of(FILE)));
  }

  @Test
  void theConfidenceIsLowerWithoutEvidence() throws Exception {
    assertEquals(0.6, verify("done", List.of(), List.of()).path("confidence").asDouble());
  }
}
