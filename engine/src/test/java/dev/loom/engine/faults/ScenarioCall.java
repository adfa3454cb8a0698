package dev.loom.engine.faults;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolCall;
import dev.loom.bus.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Represents a model request and the responses of a correct model.
///
/// @param subtask id of the subtask, empty for a planner
/// @param number number of earlier requests of this role for the subtask
record ScenarioCall(
    FaultScenario scenario,
    ModelRequest request,
    ModelListener listener,
    String subtask,
    int number) {
  private static final Pattern SUBTASK = Pattern.compile("## Subtask (\\S+)");

  /// Returns the subtask of a request.
  static String subtaskOf(ModelRequest request) {
    var subtaskHeading = SUBTASK.matcher(request.messages().get(1).text());
    return switch (request.role()) {
      case PLANNER, EXTRACTOR -> "";
      case EXECUTOR, VERIFIER -> subtaskHeading.find() ? subtaskHeading.group(1) : "";
    };
  }

  static ModelResponse says(String text, ToolCall... calls) {
    return says(text, List.of(calls));
  }

  static ModelResponse says(String text, List<ToolCall> calls) {
    return new ModelResponse(
        text, "", calls, new TokenUsage(7, 3), "faulty", ModelResponse.StopReason.DONE);
  }

  static ToolCall call(String tool, Map<String, Object> arguments) {
    return new ToolCall("c", tool, arguments);
  }

  static ToolCall write(String path, String content) {
    return call("write_file", Map.of("path", path, "content", content));
  }

  boolean isForVictim() {
    return subtask.startsWith(scenario.victim) || subtask.equals("execute-goal");
  }

  /// Returns whether a tool call of this attempt succeeded.
  boolean hasWritten() {
    return request.messages().stream()
        .anyMatch(each -> each instanceof Message.ToolOutput output && !output.failed());
  }

  /// Returns the number of earlier turns in this attempt.
  int turnsBefore() {
    return (int)
        request.messages().stream().filter(each -> each instanceof Message.Assistant).count();
  }

  /// Returns whether the prompt contains feedback on a failed attempt.
  boolean hasFeedback() {
    return request.messages().get(1).text().contains("## Feedback on the previous attempt");
  }

  ModelResponse goodTurn() {
    var files = scenario.filesOf(subtask);
    if (hasWritten()
        && files.entrySet().stream().allMatch(f -> scenario.holds(f.getKey(), f.getValue()))) {
      return says("I wrote " + files.keySet() + " as asked.");
    }
    var calls = new ArrayList<ToolCall>();
    files.forEach(
        (path, content) ->
            calls.add(
                new ToolCall(
                    "w" + number + "-" + calls.size(),
                    "write_file",
                    Map.of("path", path, "content", content))));
    return says("", calls);
  }

  ModelResponse goodPlan() {
    return says(Json.write(Map.of("subtasks", plan(""))));
  }

  /// Returns the subtasks of a correct plan as mutable maps.
  List<Map<String, Object>> plan(String suffix) {
    var list = new ArrayList<Map<String, Object>>();
    for (var name : scenario.subtasks) {
      var file = name + ".txt";
      var subtask = new LinkedHashMap<String, Object>();
      subtask.put("id", name + suffix);
      subtask.put("description", "Write " + file + " for " + scenario.id);
      subtask.put("depends_on", List.of());
      subtask.put("verification_tier", scenario.verificationTier);
      if (scenario.criteria) {
        subtask.put(
            "acceptance_criteria", file + " holds exactly: " + scenario.expectedFiles.get(file));
      }
      if (scenario.deliverables) {
        subtask.put("deliverables", List.of(file));
      }
      list.add(subtask);
    }
    return list;
  }

  /// Returns a verdict based on the actual files.
  ModelResponse honestVerdict() {
    var files = scenario.filesOf(subtask);
    var good =
        files.entrySet().stream().allMatch(file -> scenario.holds(file.getKey(), file.getValue()));
    return verdict(good, 0.9);
  }

  static ModelResponse verdict(boolean passed, double confidence) {
    return says(
        Json.write(
            Map.of(
                "passed",
                passed,
                "confidence",
                confidence,
                "feedback",
                passed ? "" : "The files do not hold what was asked for.")));
  }
}
