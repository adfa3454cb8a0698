package dev.loom.builtin;

import dev.loom.api.model.Message;
import dev.loom.api.model.ToolCall;
import dev.loom.api.model.ToolDescription;
import dev.loom.bus.json.Json;
import dev.loom.contracts.text.TextTruncator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Offers tool calls to rules as synchronous methods.
///
/// Keeps no state between turns. In each turn the rule runs again from its beginning: calls with a
/// result in the conversation return that result, and the first call without one ends the turn with
/// a [NeedsToolsException].
final class ToolDriver {
  private static final int CALLS_PER_TURN_MAX = 50;
  private static final int REASON_CHARS_MAX = 300;

  private final List<ToolDescription> offered;
  private final List<ToolCall> pastCalls = new ArrayList<>();
  private final Map<String, Message.ToolOutput> outputs = new HashMap<>();
  private int nextCall;

  ToolDriver(List<Message> conversation, List<ToolDescription> offered) {
    this.offered = offered;
    for (var message : conversation) {
      switch (message) {
        case Message.Assistant assistant -> pastCalls.addAll(assistant.toolCalls());
        case Message.ToolOutput output -> outputs.put(output.callId(), output);
        case Message.System _ -> {}
        case Message.User _ -> {}
      }
    }
  }

  /// A tool call to make.
  record Invocation(String tool, Map<String, Object> arguments) {}

  /// The result of a tool call.
  record Result(String text, boolean failed) {
    /// Returns the lines of a command's standard output.
    List<String> lines() {
      var lines = new ArrayList<String>();
      for (var line : text.lines().toList()) {
        if (line.equals("[stderr]")) {
          break;
        }
        lines.add(line);
      }
      return lines;
    }

    /// Returns the first line of a command's error output; empty if there is none.
    String errorLine() {
      var at = ("\n" + text).indexOf("\n[stderr]\n");
      return at < 0
          ? ""
          : text.substring(at + "[stderr]\n".length()).lines().findFirst().orElse("");
    }

    /// Returns whether the middle of the output is missing.
    boolean isTruncated() {
      return ToolOutputMarkers.isTruncated(text);
    }

    /// Returns the failure in one line for the user.
    String reason() {
      return TextTruncator.withEllipsis(text.strip().replaceAll("\\s+", " "), REASON_CHARS_MAX);
    }
  }

  boolean offers(String tool) {
    return offered.stream().anyMatch(description -> description.name().equals(tool));
  }

  /// Calls a tool.
  ///
  /// @throws BlockedException if the tool is not available
  Result call(String tool, Map<String, Object> arguments)
      throws NeedsToolsException, BlockedException {
    return callAll(List.of(new Invocation(tool, arguments))).getFirst();
  }

  /// Calls several tools, up to a limit in one turn.
  List<Result> callAll(List<Invocation> invocations) throws NeedsToolsException, BlockedException {
    var results = new ArrayList<Result>();
    for (var from = 0; from < invocations.size(); from += CALLS_PER_TURN_MAX) {
      var to = Math.min(invocations.size(), from + CALLS_PER_TURN_MAX);
      results.addAll(callBatch(invocations.subList(from, to)));
    }
    return results;
  }

  private List<Result> callBatch(List<Invocation> invocations)
      throws NeedsToolsException, BlockedException {
    for (var invocation : invocations) {
      if (!offers(invocation.tool())) {
        throw new BlockedException(
            "This requires the tool " + invocation.tool() + ", which is not available.");
      }
    }
    if (nextCall >= pastCalls.size()) {
      throw new NeedsToolsException(toCalls(invocations));
    }
    var results = new ArrayList<Result>();
    for (var invocation : invocations) {
      if (nextCall >= pastCalls.size()
          || !pastCalls.get(nextCall).name().equals(invocation.tool())) {
        throw new BlockedException("The conversation does not match the tool calls made so far.");
      }
      results.add(toResult(outputs.get(pastCalls.get(nextCall).id())));
      nextCall++;
    }
    return results;
  }

  private List<ToolCall> toCalls(List<Invocation> invocations) {
    var calls = new ArrayList<ToolCall>();
    for (var invocation : invocations) {
      var id = "call_" + (pastCalls.size() + calls.size() + 1);
      calls.add(new ToolCall(id, invocation.tool(), invocation.arguments()));
    }
    return calls;
  }

  /// Parses an output, which is the tool's text or its complete result as a JSON object.
  private static Result toResult(Message.ToolOutput output) {
    if (output == null) {
      return new Result("the call has no result", true);
    }
    if (output.text().startsWith("{") && output.text().contains("\"success\"")) {
      try {
        var json = Json.parse(output.text());
        var failed = output.failed() || !json.path("success").asBoolean(true);
        var text = json.path("output").asText("");
        var error = json.path("error").asText("");
        return new Result(failed ? (error + "\n" + text).strip() : text, failed);
      } catch (IllegalArgumentException ignored) {
        return new Result(output.text(), output.failed());
      }
    }
    return new Result(output.text(), output.failed());
  }
}
