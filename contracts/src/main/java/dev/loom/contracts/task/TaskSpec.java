package dev.loom.contracts.task;

import dev.loom.api.JsonTree;
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
public record TaskSpec(
    String goal,
    String workspace,
    Map<String, Object> context,
    ApprovalMode approvalMode,
    Optional<String> callbackUrl,
    Optional<String> process,
    Map<String, Object> metadata) {
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
    context = JsonTree.copyOf(context);
    metadata = JsonTree.copyOf(metadata);
  }

  /// A goal in a workspace, everything else as usual.
  public static TaskSpec of(String goal, String workspace) {
    return new TaskSpec(
        goal, workspace, Map.of(), ApprovalMode.AUTO, Optional.empty(), Optional.empty(), Map.of());
  }

  /// The same task in another directory.
  public TaskSpec in(String otherWorkspace) {
    return new TaskSpec(
        goal, otherWorkspace, context, approvalMode, callbackUrl, process, metadata);
  }
}
