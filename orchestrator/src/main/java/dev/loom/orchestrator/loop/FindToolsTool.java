package dev.loom.orchestrator.loop;

import dev.loom.api.tool.ToolDescriptor;
import dev.loom.bus.json.Json;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.text.TextTruncator;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.contracts.tool.ToolCatalogue.ToolInfo;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/// Runs the `find_tools` tool: of a large catalogue a model is shown only the tools of Loom, and of
/// the others those that this tool found in the attempt.
final class FindToolsTool implements EngineTool {
  static final String NAME = "find_tools";

  private static final int FOUND_MAX = 10;
  private static final int QUERY_CHARS_MAX = 1_000;
  private static final int DESCRIPTION_CHARS_MAX = 300;
  private static final int NAME_WEIGHT = 3;

  private static final ToolDescriptor DESCRIPTOR =
      ToolDescriptor.of(
          NAME,
          "Finds further tools by words of their names and descriptions. The tools that it finds can"
              + " be called from your next turn on.",
          Json.toMap(
              Json.parse(
                  """
                  {"type": "object",
                   "properties": {
                     "query": {
                       "type": "string",
                       "description": "Words for what the tool should do, or its name.",
                       "maxLength": %s}},
                   "required": ["query"],
                   "additionalProperties": false}
                  """
                      .formatted(QUERY_CHARS_MAX))));

  @Override
  public ToolDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public boolean runsInParallel() {
    return true;
  }

  @Override
  public void execute(
      LoopDecision decision, ToolCallState call, ExecutionConfig limits, ToolCatalogue tools) {
    var query = query(call.toolCall().arguments());
    if (query.isBlank()) {
      decision.failCall(call, "The call was not run: 'query' must be a non-empty text.");
      return;
    }
    var found = find(tools, query);
    decision.finishCall(
        call,
        found.isEmpty()
            ? "No tool matches. Use other words, or the tools that you have."
            : found.stream()
                .map(tool -> tool.name() + ": " + shortDescription(tool))
                .collect(Collectors.joining("\n")));
  }

  private static String query(Map<String, Object> arguments) {
    return arguments.get("query") instanceof String text
        ? TextTruncator.head(text, QUERY_CHARS_MAX)
        : "";
  }

  private static String shortDescription(ToolInfo tool) {
    return TextTruncator.withEllipsis(
        tool.description().description().replaceAll("\\s+", " "), DESCRIPTION_CHARS_MAX);
  }

  /// Returns the tools that match best, the best first.
  private static List<ToolInfo> find(ToolCatalogue tools, String query) {
    var words = words(query);
    ToIntFunction<ToolInfo> score =
        tool -> {
          var name = tool.name().toLowerCase(Locale.ROOT);
          var description = tool.description().description().toLowerCase(Locale.ROOT);
          return words.stream()
              .mapToInt(
                  word ->
                      (name.contains(word) ? NAME_WEIGHT : 0)
                          + (description.contains(word) ? 1 : 0))
              .sum();
        };
    return tools.tools().stream()
        .filter(tool -> !isAlwaysShown(tool) && score.applyAsInt(tool) > 0)
        .sorted(Comparator.comparingInt(score).reversed().thenComparing(ToolInfo::name))
        .limit(FOUND_MAX)
        .toList();
  }

  private static List<String> words(String query) {
    return Arrays.stream(query.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}_.-]+"))
        .filter(word -> !word.isEmpty())
        .distinct()
        .toList();
  }

  private static boolean isAlwaysShown(ToolInfo tool) {
    return tool.source().equals(ToolInfo.BUILTIN);
  }

  /// Returns the tools that a model is shown.
  ///
  /// @param calls the finished calls of the attempt
  /// @param max number of tools of which all are shown
  static List<ToolInfo> shown(ToolCatalogue tools, List<FinishedCall> calls, int max) {
    // This tool is one of the catalogue.
    if (tools.tools().size() - 1 <= max) {
      return tools.tools().stream().filter(tool -> !tool.name().equals(NAME)).toList();
    }
    var wanted = new HashSet<String>();
    for (var call : calls) {
      wanted.add(call.tool());
      if (call.tool().equals(NAME)) {
        find(tools, query(call.args())).forEach(tool -> wanted.add(tool.name()));
      }
    }
    return tools.tools().stream()
        .filter(tool -> isAlwaysShown(tool) || wanted.contains(tool.name()))
        .toList();
  }
}
