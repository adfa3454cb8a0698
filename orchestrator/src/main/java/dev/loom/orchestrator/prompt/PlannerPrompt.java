package dev.loom.orchestrator.prompt;

import dev.loom.api.model.Message;
import dev.loom.bus.json.Json;
import dev.loom.contracts.pattern.LearnedPattern;
import dev.loom.contracts.process.ProcessDefinition;
import dev.loom.contracts.task.Subtask;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.text.TextTruncator;
import dev.loom.orchestrator.core.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Builds the messages to the planner.
public final class PlannerPrompt {
  private static final String RULES =
      """
      You plan work for other models. Split the goal into subtasks. Use as few subtasks as possible,
      usually 1 to 7.

      - Each subtask must be possible with the tools listed below.
      - The model that does a subtask does not see this plan. It sees the goal, its own subtask, and
        the results of the subtasks in its depends_on. Write complete descriptions.
      - If a subtask needs the result of another subtask, put the id of that subtask into its
        depends_on. Otherwise leave depends_on empty.
      - Subtasks that do not depend on each other run at the same time. They must not change the
        same file.

      Answer with one JSON object and nothing else. Use this format:

      {"subtasks": [{
        "id": "short-name",
        "description": "what to do, and what not to change",
        "depends_on": ["other-subtask"],
        "model_tier": 1,
        "verification_tier": 2,
        "is_critical_path": false,
        "is_synthesis": false,
        "acceptance_criteria": "what must be true when the subtask is done",
        "deliverables": ["path/of/a/file.md"]
      }]}

      - model_tier: 1 for simple work, 2 for most work, 3 for the hardest work.
      - verification_tier: 2 if another model must check the acceptance criteria, 1 for automatic
        checks only.
      - is_critical_path: almost always false. true only if everything must stop when this subtask
        fails.
      - is_synthesis: true if the subtask combines the results of all other subtasks. It runs last.
      - deliverables: the files that must exist when the subtask is done. [] if there are none.
      """;

  private static final int SUMMARY_CHARS_MAX = 1_000;

  private static final String REPLAN =
      """

      This plan failed. Make a new plan for the work that is left.

      - Completed subtasks stay completed. Do not plan them again. depends_on of a new subtask may
        contain the ids of completed subtasks.
      - Where a subtask failed, plan a different way to do the work.
      - Look at each subtask above that is not completed. Put each of its deliverables into the
        deliverables of a new subtask.
      """;

  private PlannerPrompt() {}

  /// Builds the first request for a plan.
  ///
  /// @param listing the files of the workspace
  /// @param tools the names of the available tools
  /// @param templates plans that worked for similar goals
  public static List<Message> build(
      TaskState task,
      String listing,
      List<String> tools,
      Optional<ProcessDefinition> process,
      List<LearnedPattern> templates) {
    var spec = task.spec().orElseThrow();
    var text = new StringBuilder();
    text.append("Goal: ").append(spec.goal().strip()).append('\n');
    section(text, "Workspace", spec.workspace());
    context(text, spec);
    optional(text, "Plans that worked for similar goals", templates(templates));
    instructions(text, task.instructions());
    section(text, "Files in the workspace", listing);
    if (task.planVersion() > 0) {
      section(text, "Previous plan", progress(task));
      text.append(REPLAN);
    }
    return List.of(
        new Message.System(systemMessage(tools, process)), new Message.User(text.toString()));
  }

  /// Builds the part that tasks of the same process share, so that prompt caches hit.
  private static String systemMessage(List<String> tools, Optional<ProcessDefinition> process) {
    var text = new StringBuilder(RULES);
    section(text, "Tools", String.join(", ", tools));
    process
        .filter(p -> !p.persona().isBlank())
        .ifPresent(p -> text.append('\n').append(p.persona().strip()).append('\n'));
    process.ifPresent(p -> phases(text, p));
    return text.toString();
  }

  /// Appends the user's instructions, if there are any.
  static void instructions(StringBuilder text, List<String> instructions) {
    optional(text, "Instructions from the user", bullets(instructions));
  }

  static void context(StringBuilder text, TaskSpec spec) {
    optional(text, "Context", spec.context().isEmpty() ? "" : Json.write(spec.context()));
  }

  static String bullets(List<String> items) {
    return items.isEmpty() ? "" : "- " + String.join("\n- ", items);
  }

  private static String templates(List<LearnedPattern> templates) {
    return templates.stream()
        .map(LearnedPattern::facts)
        .map(
            facts ->
                "{\"goal\":%s,\"plan\":%s}"
                    .formatted(Json.write(facts.get("goal")), Json.write(facts.get("plan"))))
        .collect(Collectors.joining("\n"));
  }

  private static String progress(TaskState task) {
    var lines = new StringBuilder();
    for (var subtask : task.subtasks().values()) {
      var definition = subtask.definition();
      lines.append(
          "- %s (%s): %s\n"
              .formatted(
                  subtask.id(),
                  subtask.status().name().toLowerCase(Locale.ROOT),
                  definition.description().strip()));
      if (!definition.deliverables().isEmpty()) {
        lines.append(
            "  deliverables: %s\n".formatted(String.join(", ", definition.deliverables())));
      }
      if (!subtask.summary().isBlank()) {
        var summary = TextTruncator.withEllipsis(subtask.summary().strip(), SUMMARY_CHARS_MAX);
        lines
            .append(subtask.status() == SubtaskStatus.COMPLETED ? "  result: " : "  reason: ")
            .append(summary)
            .append('\n');
      }
    }
    return lines.toString();
  }

  /// Builds the second request, after an invalid answer.
  public static List<Message> buildCorrection(
      List<Message> before, String answer, List<String> problems) {
    var messages = new ArrayList<>(before);
    messages.add(new Message.Assistant(answer.isBlank() ? "(empty answer)" : answer, List.of()));
    messages.add(
        new Message.User(
            ("Your answer is not a valid plan:\n- %s\n\nAnswer again with one JSON object that"
                    + " contains the list \"subtasks\", in the format above. Write nothing else.")
                .formatted(String.join("\n- ", problems))));
    return messages;
  }

  private static void phases(StringBuilder text, ProcessDefinition process) {
    var rule =
        switch (process.phaseMode()) {
          case STRICT, GUIDED -> "Follow these phases. Use their ids as subtask ids.";
          case SUGGESTIVE -> "These phases are a suggestion. You may plan differently.";
        };
    var lines = new StringBuilder(rule);
    for (Subtask phase : process.phases()) {
      lines.append(
          "\n- %s (depends_on %s): %s"
              .formatted(phase.id(), phase.dependsOn(), phase.description().strip()));
      if (!phase.deliverables().isEmpty()) {
        lines.append(" Files: ").append(String.join(", ", phase.deliverables()));
      }
    }
    section(text, "Phases of " + process.name(), lines.toString());
  }

  /// Appends a section unless its body is blank.
  static void optional(StringBuilder text, String title, String body) {
    if (!body.isBlank()) {
      section(text, title, body);
    }
  }

  static void section(StringBuilder text, String title, String body) {
    text.append("\n## ").append(title).append('\n').append(body.strip()).append('\n');
  }
}
