package dev.loom.orchestrator.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.Plan;
import dev.loom.contracts.task.Subtask;
import java.util.ArrayList;
import java.util.List;

/// A planner's answer, read.
///
/// @param subtasks what it plans; only to be used when there are no problems
/// @param problems everything that keeps it from being a plan, in words for the planner
public record PlanParser(List<Subtask> subtasks, List<String> problems) {
  private static final int DESCRIPTION_CHARS_MAX = 8_000;

  public PlanParser {
    subtasks = List.copyOf(subtasks);
    problems = List.copyOf(problems);
  }

  /// Reads an answer.
  public static PlanParser parse(String answer) {
    return parse(answer, List.of());
  }

  /// Reads an answer that says how to go on.
  ///
  /// @param completed what is done already: it stays, comes first, and may be depended upon,
  ///   whether the planner names it again or not
  public static PlanParser parse(String answer, List<Subtask> completed) {
    var found = JsonExtractor.find(answer, object -> object.path("subtasks").isArray());
    if (found.isEmpty()) {
      return invalid("the answer holds no JSON object");
    }
    var list = found.get().path("subtasks");
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
    return new PlanParser(all, problems);
  }

  private static List<Subtask> merged(List<Subtask> completed, List<Subtask> planned) {
    var done = completed.stream().map(Subtask::id).toList();
    var all = new ArrayList<>(completed);
    planned.stream().filter(each -> !done.contains(each.id())).forEach(all::add);
    return all;
  }

  private static PlanParser invalid(String problem) {
    return new PlanParser(List.of(), List.of(problem));
  }

  private static void parseSubtask(
      JsonNode node, int number, List<Subtask> subtasks, List<String> problems) {
    int before = problems.size();
    var where = "subtask " + number;
    if (!node.isObject()) {
      problems.add(where + " is no object");
      return;
    }
    // A planner that leaves out an id means "the next one"; nothing can depend on it.
    var id = node.hasNonNull("id") ? node.get("id").asText() : "step-" + number;
    if (!SubtaskId.isValid(id)) {
      problems.add(where + ": the id '" + shortened(id) + "' must match [A-Za-z0-9][A-Za-z0-9_-]*");
    }
    var description = node.path("description").asText("");
    if (description.isBlank()) {
      problems.add(where + " has no description");
    } else if (description.length() > DESCRIPTION_CHARS_MAX) {
      problems.add(where + ": the description is longer than " + DESCRIPTION_CHARS_MAX);
    }
    var dependsOn = ids(node.path("depends_on"), where, problems);
    int modelTier = tier(node, "model_tier", where, problems);
    int verificationTier = tier(node, "verification_tier", where, problems);
    var deliverables = deliverables(node.path("deliverables"), where, problems);
    if (problems.size() == before) {
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

  private static List<SubtaskId> ids(JsonNode list, String where, List<String> problems) {
    var ids = new ArrayList<SubtaskId>();
    if (list.isMissingNode() || list.isNull()) {
      return ids;
    }
    if (!list.isArray()) {
      problems.add(where + ": depends_on must be a list of ids");
      return ids;
    }
    for (var item : list) {
      if (item.isTextual() && SubtaskId.isValid(item.asText())) {
        ids.add(new SubtaskId(item.asText()));
      } else {
        problems.add(where + ": depends_on holds '" + shortened(item.asText()) + "', no id");
      }
    }
    return ids;
  }

  /// Files that must be there in the end.
  private static List<String> deliverables(JsonNode list, String where, List<String> problems) {
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
      problems.add(where + ": deliverables must be a list of paths");
    }
    return paths;
  }

  private static int tier(JsonNode node, String name, String where, List<String> problems) {
    var tier = node.path(name);
    if (tier.isMissingNode() || tier.isNull()) {
      return 1;
    }
    if (!tier.canConvertToInt()
        || tier.asInt() < Subtask.TIER_MIN
        || tier.asInt() > Subtask.TIER_MAX) {
      problems.add(where + ": " + name + " must be a whole number from 1 to 3");
      return 1;
    }
    return tier.asInt();
  }

  private static String shortened(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
