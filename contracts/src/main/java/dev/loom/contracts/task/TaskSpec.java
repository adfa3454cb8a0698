package dev.loom.contracts.task;

import dev.loom.api.JsonValues;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Specification of a task.
///
/// @param goal goal as stated by the user, not blank
/// @param workspace absolute path of the working directory
/// @param context constraints, focus areas and preferences, a JSON-shaped map
/// @param approvalMode which results require approval
/// @param callbackUrl URL of the webhook for the end of the task
/// @param process name of the process definition to follow
/// @param metadata client data, stored and returned unchanged
/// @param priority admission priority
/// @param budget limits after which the task pauses for a decision
/// @param planOnly whether the task ends with its plan, without executing it
public record TaskSpec(
    String goal,
    String workspace,
    Map<String, Object> context,
    ApprovalMode approvalMode,
    Optional<String> callbackUrl,
    Optional<String> process,
    Map<String, Object> metadata,
    Priority priority,
    Budget budget,
    boolean planOnly) {
  /// Maximum length of a goal. Longer input belongs in a file of the workspace.
  public static final int GOAL_CHARS_MAX = 32_768;

  public TaskSpec {
    if (goal.isBlank() || goal.length() > GOAL_CHARS_MAX) {
      throw new IllegalArgumentException("a goal must have 1 to " + GOAL_CHARS_MAX + " characters");
    }
    Objects.requireNonNull(workspace, "workspace");
    Objects.requireNonNull(approvalMode, "approvalMode");
    Objects.requireNonNull(callbackUrl, "callbackUrl");
    Objects.requireNonNull(process, "process");
    context = JsonValues.copyOf(context);
    metadata = JsonValues.copyOf(metadata);
    Objects.requireNonNull(priority, "priority");
    Objects.requireNonNull(budget, "budget");
  }

  /// Creates a specification with approval mode `AUTO` and defaults for everything else.
  public static TaskSpec create(String goal, String workspace) {
    return create(goal, workspace, ApprovalMode.AUTO);
  }

  /// Creates a specification with defaults for everything else.
  public static TaskSpec create(String goal, String workspace, ApprovalMode mode) {
    return new TaskSpec(
        goal,
        workspace,
        Map.of(),
        mode,
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Priority.NORMAL,
        Budget.NONE,
        false);
  }

  /// Returns a copy with another workspace.
  public TaskSpec withWorkspace(String newWorkspace) {
    return with(newWorkspace, budget, planOnly);
  }

  /// Returns a copy with another budget.
  public TaskSpec withBudget(Budget newBudget) {
    return with(workspace, newBudget, planOnly);
  }

  /// Returns a copy whose plan is run.
  public TaskSpec withExecution() {
    return with(workspace, budget, false);
  }

  private TaskSpec with(String newWorkspace, Budget newBudget, boolean newPlanOnly) {
    return new TaskSpec(
        goal,
        newWorkspace,
        context,
        approvalMode,
        callbackUrl,
        process,
        metadata,
        priority,
        newBudget,
        newPlanOnly);
  }
}
