package dev.loom.orchestrator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.contracts.process.ProcessDefinition;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TaskEnvironmentTest {
  @Test
  void toolsThatTheProcessExcludesAreNotPartOfIt() {
    var process =
        new ProcessDefinition(
            "p",
            "1",
            "",
            "",
            ProcessDefinition.PhaseMode.GUIDED,
            List.of(),
            List.of(),
            "",
            List.of(),
            List.of("send_mail", "shell_execute"));
    var environment =
        new TaskEnvironment(TaskCoreFixture.LIMITS, TaskCoreFixture.TOOLS, Optional.of(process));
    assertEquals(
        List.of(
            "ask_user",
            "recall_output",
            "task_tracker",
            "find_tools",
            "read_file",
            "fetch",
            "write_file"),
        environment.tools().tools().stream().map(tool -> tool.description().name()).toList());
  }
}
