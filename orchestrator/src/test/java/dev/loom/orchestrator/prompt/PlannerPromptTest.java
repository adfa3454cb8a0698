package dev.loom.orchestrator.prompt;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.pattern.LearnedPattern;
import dev.loom.contracts.pattern.PatternType;
import dev.loom.orchestrator.core.TaskState;
import dev.loom.orchestrator.core.TaskStates;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlannerPromptTest {
  private static final LearnedPattern TEMPLATE =
      new LearnedPattern(
          1,
          PatternType.TASK_TEMPLATE,
          "build-site",
          Map.of("goal", "Build a site", "plan", List.of(Map.of("id", "pages"))),
          1,
          Instant.EPOCH);

  private static TaskState failedPlan() {
    return TaskStates.answered(
        ",\"deliverables\":[\"index.html\"]", "BLOCKED: there is no template");
  }

  @Test
  void theFirstRequestMatchesItsGoldenFile() throws IOException {
    var state = TaskStates.steered(TaskStates.submitted("Build the site"), "use plain HTML");
    GoldenFile.assertMatches(
        "planner-prompt.txt",
        PlannerPrompt.build(
            state,
            "docs/\nREADME.md",
            List.of("read_file", "write_file"),
            Optional.empty(),
            List.of(TEMPLATE)));
  }

  @Test
  void theRequestForANewPlanMatchesItsGoldenFile() throws IOException {
    GoldenFile.assertMatches(
        "replan-prompt.txt",
        PlannerPrompt.build(
            failedPlan(), "README.md", List.of("read_file"), Optional.empty(), List.of()));
  }

  @Test
  void theCorrectionMatchesItsGoldenFile() throws IOException {
    GoldenFile.assertMatches(
        "plan-correction-prompt.txt",
        PlannerPrompt.buildCorrection(
            List.of(),
            "I would begin with the pages.",
            List.of("the answer contains no JSON object")));
  }

  @Test
  void onlyARequestForANewPlanMentionsTheOldOne() {
    var first =
        PlannerPrompt.build(
            TaskStates.submitted("goal"), "", List.of(), Optional.empty(), List.of());
    var second = PlannerPrompt.build(failedPlan(), "", List.of(), Optional.empty(), List.of());
    assertFalse(first.getLast().text().contains("Previous plan"));
    assertTrue(second.getLast().text().contains("## Previous plan"));
  }
}
