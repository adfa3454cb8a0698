package dev.loom.cli;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What kinds of tasks a kill campaign has. The goal says which one a task is, so that the model
/// knows it too.
enum KillCampaignTaskKind {
  /// Subtasks side by side and one after another, the last one judged by a model.
  GRAPH("completed"),

  /// First attempts that deliver nothing, or what a model finds bad.
  RETRY("completed"),

  /// A subtask that never delivers, so that another plan is needed.
  REPLAN("completed"),

  /// Removes something, which has to be asked about.
  DANGER("completed"),

  /// A model asks a person.
  ASK("completed"),

  /// Somebody cancels it, if they come in time.
  CANCEL("completed", "cancelled"),

  /// Somebody cancels it instead of answering it.
  REFUSE("cancelled"),

  /// Somebody lets it stand still for a while.
  PAUSE("completed"),

  /// Somebody gives it another instruction.
  STEER("completed"),

  /// It may take fewer tokens than it needs.
  TOKENS("completed", "failed", "cancelled"),

  /// It may call fewer tools than it needs.
  CALLS("completed", "failed", "cancelled"),

  /// Edits one file again and again, each time in a way that shows; some are undone at the end.
  FILES("completed");

  private static final Pattern GOAL = Pattern.compile("Campaign ([A-Z]+) task \\d+");

  private final Set<String> ends;

  KillCampaignTaskKind(String... ends) {
    this.ends = Set.of(ends);
  }

  /// In which statuses one may end.
  Set<String> ends() {
    return ends;
  }

  /// The budget that it is given; empty for none.
  Map<String, Object> budget() {
    return switch (this) {
      case TOKENS -> Map.of("max_tokens", 40);
      case CALLS -> Map.of("max_tool_calls", 2);
      case GRAPH, RETRY, REPLAN, DANGER, ASK, CANCEL, REFUSE, PAUSE, STEER, FILES -> Map.of();
    };
  }

  String goal(int number) {
    return "Campaign " + name() + " task " + number;
  }

  /// The kind of the task that a prompt is about; any other goal is a graph.
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
