package dev.loom.cli;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Kinds of tasks in a kill campaign. The goal contains the kind, so that the scripted model knows
/// it.
enum KillCampaignTaskKind {
  /// Parallel and sequential subtasks; a model verifies the last one.
  GRAPH("completed"),

  /// First attempts without a deliverable, or rejected by the verifier.
  RETRY("completed"),

  /// A subtask that never delivers, so that the task is replanned.
  REPLAN("completed"),

  /// Removes a file, which needs approval.
  DANGER("completed"),

  /// The model asks the user a question.
  ASK("completed"),

  /// Cancelled by a user, unless it ends first.
  CANCEL("completed", "cancelled"),

  /// Cancelled by a user while its approval is pending.
  ABORT("cancelled"),

  /// Paused by a user and resumed later.
  PAUSE("completed"),

  /// Steered by a user.
  STEER("completed"),

  /// Has a token budget that is too small.
  TOKENS("completed", "failed", "cancelled"),

  /// Has a tool call budget that is too small.
  CALLS("completed", "failed", "cancelled"),

  /// Edits one file repeatedly with visible traces; some tasks are undone at the end.
  FILES("completed");

  private static final Pattern GOAL = Pattern.compile("Campaign ([A-Z]+) task \\d+");

  private final Set<String> ends;

  KillCampaignTaskKind(String... ends) {
    this.ends = Set.of(ends);
  }

  /// Returns the statuses in which such a task may end.
  Set<String> ends() {
    return ends;
  }

  /// Returns the budget; empty for none.
  Map<String, Object> budget() {
    return switch (this) {
      case TOKENS -> Map.of("max_tokens", 40);
      case CALLS -> Map.of("max_tool_calls", 2);
      case GRAPH, RETRY, REPLAN, DANGER, ASK, CANCEL, ABORT, PAUSE, STEER, FILES -> Map.of();
    };
  }

  String goal(int number) {
    return "Campaign " + name() + " task " + number;
  }

  /// Returns the kind named in a prompt; GRAPH for any other goal.
  static KillCampaignTaskKind of(String prompt) {
    var goal = GOAL.matcher(prompt);
    return Optional.of(goal)
        .filter(found -> found.find())
        .flatMap(
            found ->
                Arrays.stream(values())
                    .filter(kind -> kind.name().equals(found.group(1)))
                    .findFirst())
        .orElse(GRAPH);
  }
}
