package dev.loom.orchestrator.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.bus.json.JsonExtractor;
import dev.loom.bus.json.LenientValues;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Finds the list of subtasks in a planner's answer, also under another name, inside another object
/// or as JSON text.
final class PlanFinder {
  private static final String SUBTASKS = "subtasks";
  private static final List<String> OTHER_LISTS = List.of("steps", "tasks", "plan", "phases");
  private static final int DEPTH_MAX = 3;

  /// The start of another plan.
  private static final Pattern PLAN_START =
      Pattern.compile("(?i)\\bsub_?tasks[\"']?\\s{0,9}:|\\[\\s{0,99}\\{");

  private PlanFinder() {}

  /// A list of subtasks, or the reason why there is none.
  record Found(List<JsonNode> subtasks, String problem) {
    Found {
      subtasks = List.copyOf(subtasks);
    }
  }

  /// Finds the last plan of an answer. An earlier one is a draft.
  static Found find(String answer) {
    var last = JsonExtractor.findLast(answer, json -> subtasksIn(json, DEPTH_MAX).isPresent());
    if (last.isEmpty()) {
      return new Found(
          List.of(),
          JsonExtractor.find(answer).isPresent()
              ? "the JSON object has no list \"subtasks\""
              : "the answer contains no JSON object");
    }
    return PLAN_START.matcher(answer).region(last.get().end(), answer.length()).find()
        ? new Found(List.of(), "the last plan of the answer is incomplete or no valid JSON")
        : new Found(subtasksIn(last.get().json(), DEPTH_MAX).orElseThrow(), "");
  }

  private static Optional<List<JsonNode>> subtasksIn(JsonNode json, int depth) {
    var value = LenientValues.structure(json);
    if (value.isArray()) {
      return Optional.of(value.valueStream().toList()).filter(PlanFinder::isPlan);
    }
    if (!value.isObject() || depth == 0) {
      return Optional.empty();
    }
    var subtasks = LenientValues.structure(LenientValues.field(value, List.of(SUBTASKS)));
    if (subtasks.isArray()) {
      return Optional.of(subtasks.valueStream().toList());
    }
    var byId = subtasks.propertyStream().map(PlanFinder::withId).toList();
    if (isPlan(byId)) {
      return Optional.of(byId);
    }
    var others = OTHER_LISTS.stream().map(name -> LenientValues.field(value, List.of(name)));
    return Stream.concat(others, value.valueStream().filter(JsonNode::isObject))
        .flatMap(inner -> subtasksIn(inner, depth - 1).stream())
        .findFirst();
  }

  private static boolean isPlan(List<JsonNode> items) {
    return !items.isEmpty()
        && items.stream().allMatch(item -> item.isObject() && PlanParser.hasDescription(item));
  }

  /// Returns a member of an object of subtasks, whose key is its id.
  private static JsonNode withId(Map.Entry<String, JsonNode> member) {
    return member.getValue() instanceof ObjectNode subtask && !subtask.has("id")
        ? subtask.deepCopy().put("id", member.getKey())
        : member.getValue();
  }
}
