package dev.loom.orchestrator.learn;

import dev.loom.contracts.pattern.Observation;
import dev.loom.contracts.pattern.PatternType;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.text.TextTruncator;
import dev.loom.orchestrator.core.ModelHints;
import dev.loom.orchestrator.core.SubtaskState;
import dev.loom.orchestrator.core.TaskState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Extracts observations from finished tasks.
public final class ObservationExtractor {
  /// Larger plans are not useful as templates.
  private static final int TEMPLATE_SUBTASKS_MAX = 20;

  private static final int DESCRIPTION_CHARS_MAX = 200;
  private static final int GOAL_CHARS_MAX = 500;

  private ObservationExtractor() {}

  /// @return the observations of a finished task; empty for a cancelled or plan-only task
  public static List<Observation> observe(TaskState task) {
    var observations = new ArrayList<Observation>();
    var spec = task.spec().orElseThrow();
    if (task.status() == TaskStatus.CANCELLED || spec.planOnly()) {
      return observations;
    }
    task.allSubtasks().forEach(subtask -> addSubtask(subtask, observations));
    if (task.status() == TaskStatus.COMPLETED) {
      addTemplate(task, observations);
    }
    return observations;
  }

  private static void addSubtask(SubtaskState subtask, List<Observation> observations) {
    var kind = ModelHints.kindOf(subtask.definition().description());
    var isCompleted = subtask.status() == SubtaskStatus.COMPLETED;
    if (kind.isEmpty() || !isCompleted && subtask.status() != SubtaskStatus.FAILED) {
      return;
    }
    var model = subtask.attempt().progress().model();
    if (!model.isEmpty()) {
      var facts = new LinkedHashMap<String, Object>();
      facts.put("kind", kind);
      facts.put("model", model);
      facts.put("success_total", isCompleted ? 1 : 0);
      facts.put("failure_total", subtask.failures().size());
      facts.put("description", shortDescription(subtask));
      observations.add(new Observation(PatternType.SUBTASK_SUCCESS, kind + "@" + model, facts));
    }
    if (subtask.retries() > 0) {
      var facts = new LinkedHashMap<String, Object>();
      facts.put("kind", kind);
      facts.put("retries_total", subtask.retries());
      facts.put("planned_tier", subtask.definition().modelTier());
      facts.put("final_tier", subtask.attempt().modelTier());
      facts.put("final_status", isCompleted ? "completed" : "failed");
      observations.add(new Observation(PatternType.RETRY_PATTERN, kind, facts));
    }
  }

  private static String shortDescription(SubtaskState subtask) {
    return TextTruncator.withEllipsis(subtask.definition().description(), DESCRIPTION_CHARS_MAX);
  }

  private static void addTemplate(TaskState task, List<Observation> observations) {
    var goal = task.spec().orElseThrow().goal();
    var key = GoalKeywords.key(goal);
    if (key.isEmpty() || task.subtasks().size() > TEMPLATE_SUBTASKS_MAX) {
      return;
    }
    var plan = task.subtasks().values().stream().map(ObservationExtractor::step).toList();
    var shortGoal = TextTruncator.withEllipsis(goal, GOAL_CHARS_MAX);
    var facts = Map.of("goal", shortGoal, "plan", plan, "subtask_count", plan.size(), "rating", 0);
    observations.add(new Observation(PatternType.TASK_TEMPLATE, key, facts));
  }

  private static Map<String, Object> step(SubtaskState subtask) {
    var step = new LinkedHashMap<String, Object>();
    step.put("id", subtask.id().value());
    step.put("description", shortDescription(subtask));
    step.put(
        "depends_on", subtask.definition().dependsOn().stream().map(id -> id.value()).toList());
    return step;
  }

  /// Returns the observation of a user's rating of a finished task.
  public static List<Observation> observeRating(TaskState task, int rating) {
    var key = GoalKeywords.key(task.spec().orElseThrow().goal());
    return key.isEmpty() || task.status() != TaskStatus.COMPLETED
        ? List.of()
        : List.of(new Observation(PatternType.TASK_TEMPLATE, key, Map.of("rating", rating)));
  }
}
