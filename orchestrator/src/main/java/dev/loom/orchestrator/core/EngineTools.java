package dev.loom.orchestrator.core;

import dev.loom.api.model.ToolDescription;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.contracts.tool.ToolCatalogue;
import java.util.ArrayList;
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
                  Map.of(
                      "question",
                      TEXT,
                      "options",
                      Map.of("type", "array", "items", TEXT, "maxItems", 20)),
                  "question")),
          new ToolDescription(
              RECALL_OUTPUT,
              "Shows a tool output again that was left out of the conversation to save room.",
              schema(
                  Map.of("output_id", TEXT, "from_char", Map.of("type", "integer", "minimum", 0)),
                  "output_id")));

  private EngineTools() {}

  private static Map<String, Object> schema(Map<String, Object> properties, String required) {
    return Map.of(
        "type",
        "object",
        "properties",
        properties,
        "required",
        List.of(required),
        "additionalProperties",
        false);
  }

  /// The tools of a catalogue and these. A tool of the same name gives way.
  public static ToolCatalogue addTo(ToolCatalogue tools) {
    var lines = new ArrayList<ToolCatalogue.Line>();
    ALL.forEach(tool -> lines.add(new ToolCatalogue.Line(tool, true, CrashPolicy.RETRY, 0)));
    tools.tools().stream()
        .filter(line -> !isEngineTool(line.description().name()))
        .forEach(lines::add);
    return new ToolCatalogue(lines);
  }

  static boolean isEngineTool(String name) {
    return name.equals(ASK_USER) || name.equals(RECALL_OUTPUT);
  }
}
