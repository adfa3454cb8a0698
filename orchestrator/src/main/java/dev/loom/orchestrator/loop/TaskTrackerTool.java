package dev.loom.orchestrator.loop;

import dev.loom.api.tool.ToolDescriptor;
import dev.loom.bus.json.Json;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.tool.ToolCatalogue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Runs the `task_tracker` tool: a list of steps that a model keeps during its attempt. The list is
/// computed from the calls so far, so that a restart keeps it.
final class TaskTrackerTool implements EngineTool {
  static final int ITEMS_MAX = 100;

  private static final String NAME = "task_tracker";
  private static final int CONTENT_CHARS_MAX = 500;
  private static final List<String> STATUSES = List.of("pending", "in_progress", "completed");

  private static final ToolDescriptor DESCRIPTOR =
      ToolDescriptor.of(
          NAME,
          "Keeps a list of your own steps while you work on this subtask. Use it for work of many"
              + " steps. Every call returns the list.",
          Json.toMap(
              Json.parse(
                  """
                  {"type": "object",
                   "properties": {
                     "action": {
                       "type": "string",
                       "enum": ["add", "update", "list", "clear"]},
                     "content": {
                       "type": "string",
                       "description": "The step; required to add it.",
                       "maxLength": %s},
                     "task_id": {
                       "type": "string",
                       "description": "The number of the step; required to update it."},
                     "status": {
                       "type": "string",
                       "description": "Default: pending for a new step, else unchanged.",
                       "enum": ["pending", "in_progress", "completed"]}},
                   "required": ["action"],
                   "additionalProperties": false}
                  """
                      .formatted(CONTENT_CHARS_MAX))));

  /// One step of the list.
  private record Item(String content, String status) {}

  @Override
  public ToolDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public boolean runsInParallel() {
    return false;
  }

  @Override
  public void execute(
      LoopDecision decision, ToolCallState call, ExecutionConfig limits, ToolCatalogue tools) {
    var items = new LinkedHashMap<String, Item>();
    decision.attempt().calls().stream()
        .filter(earlier -> earlier.tool().equals(NAME) && earlier.success())
        .forEach(earlier -> apply(items, earlier.args()));
    var problem = apply(items, call.toolCall().arguments());
    if (problem.isEmpty()) {
      decision.finishCall(call, format(items));
    } else {
      decision.failCall(call, problem);
    }
  }

  /// Applies a call.
  ///
  /// @return what is wrong with it; empty if nothing
  private static String apply(Map<String, Item> items, Map<String, Object> arguments) {
    var content = text(arguments, "content");
    var status = text(arguments, "status");
    if (!status.isEmpty() && !STATUSES.contains(status)) {
      return "'status' must be one of " + String.join(", ", STATUSES) + ".";
    }
    if (content.length() > CONTENT_CHARS_MAX) {
      return "'content' is longer than " + CONTENT_CHARS_MAX + " characters.";
    }
    return switch (text(arguments, "action")) {
      case "add" -> add(items, content, status);
      case "update" -> update(items, text(arguments, "task_id"), content, status);
      case "list" -> "";
      case "clear" -> {
        items.clear();
        yield "";
      }
      default -> "'action' must be add, update, list or clear.";
    };
  }

  private static String add(Map<String, Item> items, String content, String status) {
    if (content.isBlank()) {
      return "'content' must be a non-empty text.";
    }
    if (items.size() >= ITEMS_MAX) {
      return "The list has " + ITEMS_MAX + " steps, the maximum. Clear it, or update steps.";
    }
    items.put(
        Integer.toString(items.size() + 1),
        new Item(content.strip(), status.isEmpty() ? STATUSES.getFirst() : status));
    return "";
  }

  private static String update(Map<String, Item> items, String id, String content, String status) {
    var item = items.get(id);
    if (item == null) {
      return "There is no step '"
          + id
          + "'. "
          + (items.isEmpty() ? "The list is empty." : "Steps: 1 to " + items.size() + ".");
    }
    if (content.isBlank() && status.isEmpty()) {
      return "An update needs 'status' or 'content'.";
    }
    items.put(
        id,
        new Item(
            content.isBlank() ? item.content() : content.strip(),
            status.isEmpty() ? item.status() : status));
    return "";
  }

  private static String text(Map<String, Object> arguments, String name) {
    var value = arguments.get(name);
    return value == null ? "" : value.toString();
  }

  private static String format(Map<String, Item> items) {
    return items.isEmpty()
        ? "The list is empty."
        : items.entrySet().stream()
            .map(
                item ->
                    item.getKey()
                        + ". ["
                        + item.getValue().status()
                        + "] "
                        + item.getValue().content())
            .collect(Collectors.joining("\n"));
  }
}
