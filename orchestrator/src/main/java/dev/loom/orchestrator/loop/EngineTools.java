package dev.loom.orchestrator.loop;

import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.ToolDescriptor;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.contracts.tool.ToolCatalogue.ToolInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Describes the tools that the core runs itself, because they concern the task and need no I/O.
public final class EngineTools {
  static final String ASK_USER = "ask_user";

  static final String RECALL_OUTPUT = "recall_output";

  /// The maximum length of one result of [#RECALL_OUTPUT].
  static final int RECALL_CHARS_MAX = 16_000;

  private static final List<ToolDescriptor> DESCRIPTIONS =
      List.of(
          ToolDescriptor.of(
              ASK_USER,
              "Asks the user a question and waits for the answer. Use it only for a decision that"
                  + " the user must make. Do not use it to confirm finished work.",
              schema(
                  "question",
                  "question",
                  text("The question, with everything the user needs to know to answer it."),
                  "options",
                  ordered(
                      "type",
                      "array",
                      "description",
                      "Possible answers, if there are only a few.",
                      "items",
                      ordered("type", "string"),
                      "maxItems",
                      20))),
          ToolDescriptor.of(
              RECALL_OUTPUT,
              "Returns a tool output that was removed from this conversation to save space.",
              schema(
                  "output_id",
                  "output_id",
                  text("The id in the note that replaced the output."),
                  "from_char",
                  ordered(
                      "type",
                      "integer",
                      "description",
                      "The first character to return, counted from 0.",
                      "minimum",
                      0))));

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

  private static Map<String, Object> text(String description) {
    return ordered("type", "string", "description", description);
  }

  /// Builds a map from alternating names and values. The order is the same in every engine, so that
  /// prompt caches stay valid.
  private static Map<String, Object> ordered(Object... namesAndValues) {
    var map = new LinkedHashMap<String, Object>();
    for (var i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }

  /// Adds these tools to a catalogue. They replace tools with the same name.
  public static ToolCatalogue addTo(ToolCatalogue tools) {
    var merged = new ArrayList<ToolInfo>();
    DESCRIPTIONS.forEach(
        tool -> merged.add(ToolInfo.of(tool.asReadOnly(), ToolInfo.BUILTIN, CrashPolicy.RETRY, 0)));
    tools.tools().stream()
        .filter(tool -> !isEngineTool(tool.description().name()))
        .forEach(merged::add);
    return new ToolCatalogue(merged);
  }

  static boolean isEngineTool(String name) {
    return name.equals(ASK_USER) || name.equals(RECALL_OUTPUT);
  }
}
