package dev.loom.orchestrator.core;

import dev.loom.api.model.ToolDescription;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.contracts.tool.ToolCatalogue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The tools that the core answers itself, because they are about the task and not about the world.
public final class EngineTools {
  /// Asks a person.
  static final String ASK_USER = "ask_user";

  /// Shows an output again that was left out of the conversation.
  static final String RECALL_OUTPUT = "recall_output";

  /// The most that one call of [#RECALL_OUTPUT] shows.
  static final int RECALL_CHARS_MAX = 16_000;

  private static final Map<String, Object> TEXT = Map.of("type", "string");

  private static final List<ToolDescription> ALL =
      List.of(
          new ToolDescription(
              ASK_USER,
              "Asks the user something that only they can decide, and waits for their answer. Use it"
                  + " when a wrong guess would be costly, not to have work confirmed.",
              schema(
                  "question",
                  "question",
                  TEXT,
                  "options",
                  ordered("type", "array", "items", TEXT, "maxItems", 20))),
          new ToolDescription(
              RECALL_OUTPUT,
              "Shows a tool output again that was left out of the conversation to save room.",
              schema(
                  "output_id",
                  "output_id",
                  TEXT,
                  "from_char",
                  ordered("type", "integer", "minimum", 0))));

  private EngineTools() {}

  private static Map<String, Object> schema(String required, Object... properties) {
    return ordered(
        "type",
        "object",
        "properties",
        ordered(properties),
        "required",
        List.of(required),
        "additionalProperties",
        false);
  }

  /// Names and values in turn, in an order that is the same in every engine, so that prompt caches
  /// outlive one.
  private static Map<String, Object> ordered(Object... namesAndValues) {
    var map = new LinkedHashMap<String, Object>();
    for (var at = 0; at < namesAndValues.length; at += 2) {
      map.put((String) namesAndValues[at], namesAndValues[at + 1]);
    }
    return map;
  }

  /// The tools of a catalogue and these. A tool of the same name gives way.
  public static ToolCatalogue addTo(ToolCatalogue tools) {
    var lines = new ArrayList<ToolCatalogue.ToolInfo>();
    ALL.forEach(tool -> lines.add(new ToolCatalogue.ToolInfo(tool, true, CrashPolicy.RETRY, 0)));
    tools.tools().stream()
        .filter(line -> !isEngineTool(line.description().name()))
        .forEach(lines::add);
    return new ToolCatalogue(lines);
  }

  static boolean isEngineTool(String name) {
    return name.equals(ASK_USER) || name.equals(RECALL_OUTPUT);
  }
}
