package dev.loom.contracts.task;

import dev.loom.api.JsonValues;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What somebody wants done.
///
/// @param goal in their words, not blank
/// @param workspace the absolute path of the directory to work in
/// @param context constraints, focus areas, preferences: JSON-shaped
/// @param approvalMode how much is done without asking
/// @param callbackUrl where to report the end
/// @param process the process definition to follow
/// @param metadata the caller's own facts, kept and given back
/// @param priority when more tasks wait than may run
/// @param budget what it may take before it stops and asks
/// @param planOnly whether only a plan is wanted: it ends when there is one, and nothing is run
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
  /// A longer goal is refused; a document belongs into a file of the workspace.
  public static final int GOAL_CHARS_MAX = 32_768;

  public TaskSpec {
    if (goal.isBlank() || goal.length() > GOAL_CHARS_MAX) {
      throw new IllegalArgumentException("a goal has 1 to " + GOAL_CHARS_MAX + " characters");
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

  /// A goal in a workspace, everything else as usual.
  public static TaskSpec create(String goal, String workspace) {
    return create(goal, workspace, ApprovalMode.AUTO);
  }

  /// A goal in a workspace with an approval mode, everything else as usual.
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

  /// The same task in another directory.
  public TaskSpec withWorkspace(String newWorkspace) {
    return with(newWorkspace, budget);
  }

  /// The same task within limits.
  public TaskSpec withBudget(Budget newBudget) {
    return with(workspace, newBudget);
  }

  private TaskSpec with(String newWorkspace, Budget newBudget) {
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
        planOnly);
  }
}
