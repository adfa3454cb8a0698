package dev.loom.orchestrator.prompt;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.api.tool.FileChange;
import dev.loom.contracts.change.RecordedChange;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.Verdict;
import dev.loom.contracts.tool.ReadWorkspaceFile;
import dev.loom.orchestrator.core.TaskState;
import dev.loom.orchestrator.core.TaskStates;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerifierPromptTest {
  private static RecordedChange change(FileChange.Kind kind, String diff) {
    return new RecordedChange(
        1,
        new SubtaskId("s1"),
        new StepId("s1.1.1.1"),
        "write_file",
        "a.md",
        kind,
        Instant.EPOCH,
        false,
        "",
        diff);
  }

  private static List<Message> build(TaskState state, RecordedChange... changes) {
    return VerifierPrompt.build(
        state,
        state.subtask(new SubtaskId("s1")).orElseThrow(),
        List.of(new Verdict.Check("answer", true, "there is an answer")),
        List.of(
            new ReadWorkspaceFile.Content("a.md", true, 6, "# Tree"),
            new ReadWorkspaceFile.Content("b.md", false, 0, "")),
        List.of(changes));
  }

  @Test
  void thePromptMatchesItsGoldenFile() throws IOException {
    var state =
        TaskStates.answered(",\"acceptance_criteria\":\"a.md has a title\"", "I wrote a.md");
    GoldenFile.assertMatches(
        "verifier-prompt.txt", build(state, change(FileChange.Kind.MODIFIED, "-Tree\n+# Tree")));
  }

  @Test
  void aCreatedFileIsShownWithoutItsDiff() {
    var state = TaskStates.answered("", "done");
    var prompt = build(state, change(FileChange.Kind.CREATED, "+# Tree")).getLast().text();
    assertTrue(prompt.contains("### File a.md (6 bytes)\n# Tree"), prompt);
    assertFalse(prompt.contains("### Change of a.md"), prompt);
  }

  @Test
  void longToolOutputsAreTruncated() {
    var prompt = build(TaskStates.reading("goal", "x".repeat(10_000))).getLast().text();
    assertTrue(prompt.contains("[… 8000 more characters]"), prompt);
  }
}
