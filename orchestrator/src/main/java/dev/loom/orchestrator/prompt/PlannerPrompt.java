package dev.loom.orchestrator.prompt;

import dev.loom.api.model.Message;
import dev.loom.contracts.json.Json;
import dev.loom.contracts.process.ProcessDefinition;
import dev.loom.contracts.task.Subtask;
import dev.loom.contracts.task.TaskSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

  private PlannerPrompt() {}

  /// The first question.
  ///
  /// @param listing what the workspace looks like
  /// @param tools the names of the tools there are
  public static List<Message> ask(
      TaskSpec task, String listing, List<String> tools, Optional<ProcessDefinition> process) {
    var text = new StringBuilder();
    process
        .filter(p -> !p.persona().isBlank())
        .ifPresent(p -> text.append(p.persona().strip()).append("\n\n"));
    text.append("Goal: ").append(task.goal().strip()).append('\n');
    section(text, "Workspace", task.workspace());
    section(text, "Listing", listing);
    if (!task.context().isEmpty()) {
      section(text, "Context", Json.write(task.context()));
    }
    section(text, "Tools", String.join(", ", tools));
    process.ifPresent(p -> phases(text, p));
    return List.of(new Message.System(RULES), new Message.User(text.toString()));
  }

  /// The second question, after an answer that was no plan.
  public static List<Message> askAgain(List<Message> before, String answer, List<String> problems) {
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
