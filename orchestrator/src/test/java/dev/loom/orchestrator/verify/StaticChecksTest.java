package dev.loom.orchestrator.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.tool.ReadWorkspaceFile;
import dev.loom.orchestrator.core.TaskStates;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StaticChecksTest {
  private static boolean stands(ReadWorkspaceFile.Content file) {
    var subtask = TaskStates.delivering("report.md").subtask(new SubtaskId("s1")).orElseThrow();
    return StaticChecks.check(subtask, List.of(file), Optional.empty()).checks().stream()
        .filter(check -> check.name().equals("file " + file.path()))
        .findFirst()
        .orElseThrow()
        .passed();
  }

  @ParameterizedTest
  @CsvSource({
    "report.md,true,3,true",
    "report.md,true,0,false",
    "report.md,false,0,false",
    "pkg/__init__.py,true,0,true",
    "pkg/__init__.py,false,0,false"
  })
  void onlyDeliverablesMustNotBeEmpty(String path, boolean exists, long sizeBytes, boolean stands) {
    var text = "x".repeat((int) sizeBytes);
    assertEquals(stands, stands(new ReadWorkspaceFile.Content(path, exists, sizeBytes, text)));
  }

  @Test
  void anUnparsableJsonFileFailsTheSyntaxCheck() {
    var subtask = TaskStates.delivering("a.json").subtask(new SubtaskId("s1")).orElseThrow();
    var file = new ReadWorkspaceFile.Content("a.json", true, 5, "{\"a\":");
    var verdict = StaticChecks.check(subtask, List.of(file), Optional.empty());
    assertEquals(false, verdict.passed());
  }
}
