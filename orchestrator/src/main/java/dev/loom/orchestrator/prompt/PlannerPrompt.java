package dev.loom.orchestrator.prompt;

import dev.loom.api.model.Message;
import dev.loom.contracts.json.Json;
import dev.loom.contracts.pattern.LearnedPattern;
import dev.loom.contracts.process.ProcessDefinition;
import dev.loom.contracts.task.Subtask;
import dev.loom.orchestrator.core.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Asks for a plan.
public final class PlannerPrompt {
  private static final String RULES =
      """
      You plan work for other models. Break the goal into the smallest number of subtasks that makes
      sense, usually one to seven. Subtasks that do not need each other's results run at the same
      time, so name a dependency only where one is needed. Each subtask must be doable with the tools
      listed, by somebody who sees its description, the goal, and the results of the subtasks before
      it.

      Answer with one JSON object and nothing else:

      {"subtasks": [{
        "id": "short-name",
        "description": "what to do, and what to leave alone",
        "depends_on": ["ids of subtasks whose results are needed"],
        "model_tier": 1,
        "verification_tier": 1,
        "is_critical_path": false,
        "is_synthesis": false,
        "acceptance_criteria": "what must be true when it is done",
        "deliverables": ["files that must exist when it is done, if any"]
      }]}

      model_tier: 1 for simple work, 2 for most, 3 for the hardest. verification_tier: 1 for simple
      checks, 2 to have another model judge the result. is_critical_path: the goal cannot be reached
      at all without it. is_synthesis: it puts the results of the others together and waits for them.
      """;

  private static final int SUMMARY_CHARS_MAX = 1_000;

  private static final String REPLAN =
      """

      The plan so far cannot reach the goal, for the reasons given. What is completed stays and need
      not be planned again; later subtasks may depend on it by its id. Plan what is still to be done,
      another way where the first way failed. Every file that a subtask had to deliver and that is not
      completed must be a deliverable of one of the new ones.
      """;

  private PlannerPrompt() {}

  /// The first question about a task.
  ///
  /// @param listing what the workspace looks like
  /// @param tools the names of the tools there are
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
    if (!spec.context().isEmpty()) {
      section(text, "Context", Json.write(spec.context()));
    }
    if (!templates.isEmpty()) {
      section(text, "Plans that worked for similar goals", templates(templates));
    }
    instructions(text, task.instructions());
    section(text, "Listing", listing);
    if (task.planVersion() > 0) {
      section(text, "The plan so far", progress(task));
      text.append(REPLAN);
    }
    return List.of(
        new Message.System(systemMessage(tools, process)), new Message.User(text.toString()));
  }

  /// What is the same for every task, so that a cache knows it already.
  private static String systemMessage(List<String> tools, Optional<ProcessDefinition> process) {
    var text = new StringBuilder(RULES);
    section(text, "Tools", String.join(", ", tools));
    process
        .filter(p -> !p.persona().isBlank())
        .ifPresent(p -> text.append('\n').append(p.persona().strip()).append('\n'));
    process.ifPresent(p -> phases(text, p));
    return text.toString();
  }

  /// What people told a task while it ran.
  static void instructions(StringBuilder text, List<String> instructions) {
    if (!instructions.isEmpty()) {
      section(text, "Instructions from the user", "- " + String.join("\n- ", instructions));
    }
  }

  private static String templates(List<LearnedPattern> templates) {
    return templates.stream()
        .map(LearnedPattern::facts)
        .map(
            facts ->
                "{\"goal\":"
                    + Json.write(facts.get("goal"))
                    + ",\"plan\":"
                    + Json.write(facts.get("plan"))
                    + "}")
        .collect(Collectors.joining("\n"));
  }

  private static String progress(TaskState task) {
    var lines = new StringBuilder();
    for (var subtask : task.subtasks().values()) {
      lines
          .append("- ")
          .append(subtask.id())
          .append(" (")
          .append(subtask.status().name().toLowerCase(Locale.ROOT))
          .append("): ")
          .append(subtask.definition().description().strip())
          .append('\n');
      if (!subtask.definition().deliverables().isEmpty()) {
        lines
            .append("  must deliver: ")
            .append(String.join(", ", subtask.definition().deliverables()))
            .append('\n');
      }
      if (!subtask.summary().isBlank()) {
        lines.append("  ").append(firstChars(subtask.summary())).append('\n');
      }
    }
    return lines.toString();
  }

  private static String firstChars(String text) {
    var line = text.strip();
    return line.length() <= SUMMARY_CHARS_MAX ? line : line.substring(0, SUMMARY_CHARS_MAX) + "…";
  }

  /// The second question, after an answer that was no plan.
  public static List<Message> buildCorrection(
      List<Message> before, String answer, List<String> problems) {
    var messages = new ArrayList<>(before);
    messages.add(new Message.Assistant(answer.isBlank() ? "(nothing)" : answer, List.of()));
    messages.add(
        new Message.User(
            "That cannot be followed:\n- "
                + String.join("\n- ", problems)
                + "\n\nAnswer again, with one JSON object that holds the list \"subtasks\"."));
    return messages;
  }

  private static void phases(StringBuilder text, ProcessDefinition process) {
    var how =
        switch (process.phaseMode()) {
          case STRICT, GUIDED -> "Follow these phases; use their ids.";
          case SUGGESTIVE -> "These phases are one way to do it.";
        };
    var lines = new StringBuilder(how);
    for (Subtask phase : process.phases()) {
      lines
          .append("\n- ")
          .append(phase.id())
          .append(" (after ")
          .append(phase.dependsOn())
          .append("): ")
          .append(phase.description().strip());
      if (!phase.deliverables().isEmpty()) {
        lines.append(" Files: ").append(String.join(", ", phase.deliverables()));
      }
    }
    section(text, "Phases of " + process.name(), lines.toString());
  }

  static void section(StringBuilder text, String title, String body) {
    text.append("\n## ").append(title).append('\n').append(body.strip()).append('\n');
  }
}
