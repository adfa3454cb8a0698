package dev.loom.orchestrator.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.json.JsonExtractor;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.Plan;
import dev.loom.contracts.task.Subtask;
import dev.loom.contracts.text.TextTruncator;
import java.util.ArrayList;
import java.util.List;

/// Parses planner answers into subtasks.
public final class PlanParser {
  private static final int DESCRIPTION_CHARS_MAX = 8_000;
  private static final int QUOTED_CHARS_MAX = 80;

  private PlanParser() {}

  /// Represents a parsed answer.
  ///
  /// @param subtasks the planned subtasks; valid only if there are no problems
  /// @param problems the reasons why the answer is not a valid plan, worded for the planner
  public record Result(List<Subtask> subtasks, List<String> problems) {
    public Result {
      subtasks = List.copyOf(subtasks);
      problems = List.copyOf(problems);
    }
  }

  /// Parses a first plan.
  public static Result parse(String answer) {
    return parse(answer, List.of());
  }

  /// Parses a plan that replaces another one.
  ///
  /// @param completed the completed subtasks. They stay, come first and may be depended on, whether
  ///   or not the answer contains them.
  public static Result parse(String answer, List<Subtask> completed) {
    var json = JsonExtractor.find(answer, object -> object.path("subtasks").isArray());
    if (json.isEmpty()) {
      return invalid("the answer contains no JSON object");
    }
    var list = json.get().path("subtasks");
    if (!list.isArray()) {
      return invalid("the JSON object has no list \"subtasks\"");
    }
    if (list.size() > Plan.SUBTASKS_MAX) {
      return invalid("the plan has " + list.size() + " subtasks, more than " + Plan.SUBTASKS_MAX);
    }
    var subtasks = new ArrayList<Subtask>();
    var problems = new ArrayList<String>();
    for (int i = 0; i < list.size(); i++) {
      parseSubtask(list.get(i), i + 1, subtasks, problems);
    }
    var all = merged(completed, subtasks);
    if (problems.isEmpty()) {
      problems.addAll(Plan.problems(all));
    }
    return new Result(all, problems);
  }

  private static List<Subtask> merged(List<Subtask> completed, List<Subtask> planned) {
    var completedIds = completed.stream().map(Subtask::id).toList();
    var all = new ArrayList<>(completed);
    planned.stream().filter(each -> !completedIds.contains(each.id())).forEach(all::add);
    return all;
  }

  private static Result invalid(String problem) {
    return new Result(List.of(), List.of(problem));
  }

  private static void parseSubtask(
      JsonNode node, int number, List<Subtask> subtasks, List<String> problems) {
    int problemsBefore = problems.size();
    var label = "subtask " + number;
    if (!node.isObject()) {
      problems.add(label + " is not an object");
      return;
    }
    // A subtask without an id is named by its position.
    var id = node.hasNonNull("id") ? node.get("id").asText() : "step-" + number;
    if (!SubtaskId.isValid(id)) {
      problems.add(
          ("%s: the id '%s' may contain only letters, digits, _ and -, and must begin with a"
                  + " letter or a digit")
              .formatted(label, TextTruncator.withEllipsis(id, QUOTED_CHARS_MAX)));
    }
    var description = node.path("description").asText("");
    if (description.isBlank()) {
      problems.add(label + " has no description");
    } else if (description.length() > DESCRIPTION_CHARS_MAX) {
      problems.add(
          label + ": the description is longer than " + DESCRIPTION_CHARS_MAX + " characters");
    }
    var dependsOn = ids(node.path("depends_on"), label, problems);
    int modelTier = tier(node, "model_tier", label, problems);
    int verificationTier = tier(node, "verification_tier", label, problems);
    var deliverables = deliverables(node.path("deliverables"), label, problems);
    if (problems.size() == problemsBefore) {
      subtasks.add(
          new Subtask(
              new SubtaskId(id),
              description,
              dependsOn,
              modelTier,
              verificationTier,
              node.path("is_critical_path").asBoolean(false),
              node.path("is_synthesis").asBoolean(false),
              node.path("acceptance_criteria").asText(""),
              deliverables));
    }
  }

  private static List<SubtaskId> ids(JsonNode list, String label, List<String> problems) {
    var ids = new ArrayList<SubtaskId>();
    if (list.isMissingNode() || list.isNull()) {
      return ids;
    }
    if (!list.isArray()) {
      problems.add(label + ": depends_on must be a list of ids");
      return ids;
    }
    for (var item : list) {
      if (item.isTextual() && SubtaskId.isValid(item.asText())) {
        ids.add(new SubtaskId(item.asText()));
      } else {
        problems.add(
            "%s: depends_on contains '%s', which is not an id"
                .formatted(label, TextTruncator.withEllipsis(item.asText(), QUOTED_CHARS_MAX)));
      }
    }
    return ids;
  }

  private static List<String> deliverables(JsonNode list, String label, List<String> problems) {
    var paths = new ArrayList<String>();
    if (list.isMissingNode() || list.isNull()) {
      return paths;
    }
    for (var item : list) {
      if (item.isTextual() && !item.asText().isBlank()) {
        paths.add(item.asText());
      }
    }
    if (!list.isArray() || paths.size() != list.size()) {
      problems.add(label + ": deliverables must be a list of paths");
    }
    return paths;
  }

  private static int tier(JsonNode node, String name, String label, List<String> problems) {
    var tier = node.path(name);
    if (tier.isMissingNode() || tier.isNull()) {
      return 1;
    }
    if (!tier.canConvertToInt()
        || tier.asInt() < Subtask.TIER_MIN
        || tier.asInt() > Subtask.TIER_MAX) {
      problems.add(label + ": " + name + " must be a whole number from 1 to 3");
      return 1;
    }
    return tier.asInt();
  }
}
