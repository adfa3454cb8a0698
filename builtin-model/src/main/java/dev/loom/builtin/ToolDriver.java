package dev.loom.builtin;

import dev.loom.api.model.Message;
import dev.loom.api.model.ToolCall;
import dev.loom.api.model.ToolDescription;
import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.text.TextTruncator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Offers tool calls to rules as synchronous methods.
///
/// Keeps no state between turns. In each turn the rule runs again from its beginning: calls with a
/// result in the conversation return that result, and the first call without one ends the turn with
/// a [NeedsToolsException].
final class ToolDriver {
  private static final int CALLS_PER_TURN_MAX = 50;
  private static final int REASON_CHARS_MAX = 300;

  /// What a model is sent when a user rejected its call.
  private static final Pattern REJECTED =
      Pattern.compile("The call was not run: (it was rejected\\..*?)(?: Use another way\\.)?");

  private final List<ToolDescription> offered;
  private final List<ToolCall> pastCalls = new ArrayList<>();
  private final Map<String, Message.ToolOutput> outputs = new HashMap<>();
  private int nextCall;

  ToolDriver(List<Message> conversation, List<ToolDescription> offered) {
    this.offered = offered;
    for (var message : conversation) {
      if (message instanceof Message.Assistant assistant) {
        pastCalls.addAll(assistant.toolCalls());
      } else if (message instanceof Message.ToolOutput output) {
        outputs.put(output.callId(), output);
      }
    }
  }

  /// Ends a turn of the rules, which continue with the results of these tool calls.
  static final class NeedsToolsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<ToolCall> calls;

    NeedsToolsException(List<ToolCall> calls) {
      super("tools are needed", null, false, false);
      this.calls = List.copyOf(calls);
    }

    List<ToolCall> calls() {
      return calls;
    }
  }

  /// The result of a tool call.
  record Result(String text, Map<String, Object> data, boolean failed) {
    /// Returns a number of the data, or 0.
    int number(String name) {
      return data.get(name) instanceof Number number ? number.intValue() : 0;
    }

    /// Returns a list of texts of the data; empty if there is none.
    List<String> texts(String name) {
      return data.get(name) instanceof List<?> list
          ? list.stream().map(Object::toString).toList()
          : List.of();
    }

    /// Returns the number of characters missing from the middle of the output.
    int omittedChars() {
      return number(ToolResult.OMITTED_CHARS);
    }

    boolean isTruncated() {
      return omittedChars() > 0;
    }

    /// Returns the results in the output, one per line, without notes below them.
    List<String> lines() {
      var lines = text.lines();
      return (data.containsKey("shown") ? lines.limit(number("shown")) : lines).toList();
    }

    /// Returns this result.
    ///
    /// @param failure text before the reason
    /// @throws BlockedException if the call failed
    Result orFail(String failure) {
      if (failed) {
        var reason = text.strip().replaceAll("\\s+", " ");
        var rejected = REJECTED.matcher(reason);
        reason = rejected.matches() ? rejected.group(1) : reason;
        throw new BlockedException(
            failure + ": " + TextTruncator.withEllipsis(reason, REASON_CHARS_MAX));
      }
      return this;
    }
  }

  /// Calls a tool.
  ///
  /// @throws BlockedException if the tool is not available
  Result call(String tool, Map<String, Object> arguments) {
    return callAll(tool, List.of(arguments)).getFirst();
  }

  /// Calls a tool several times, up to a limit in one turn.
  List<Result> callAll(String tool, List<Map<String, Object>> arguments) {
    if (offered.stream().noneMatch(description -> description.name().equals(tool))) {
      throw new BlockedException("This requires the tool " + tool + ", which is not available.");
    }
    var results = new ArrayList<Result>();
    for (var each : arguments) {
      if (nextCall == pastCalls.size()) {
        throw new NeedsToolsException(
            toCalls(tool, arguments.subList(results.size(), arguments.size())));
      }
      var call = pastCalls.get(nextCall++);
      if (!call.name().equals(tool)) {
        throw new BlockedException("The conversation does not match the tool calls made so far.");
      }
      var output = outputs.get(call.id());
      results.add(
          output == null
              ? new Result("the call has no result", Map.of(), true)
              : new Result(output.text(), output.data(), output.failed()));
    }
    return results;
  }

  private List<ToolCall> toCalls(String tool, List<Map<String, Object>> arguments) {
    var calls = new ArrayList<ToolCall>();
    for (var each : arguments.subList(0, Math.min(CALLS_PER_TURN_MAX, arguments.size()))) {
      calls.add(new ToolCall("call_" + (pastCalls.size() + calls.size() + 1), tool, each));
    }
    return calls;
  }
}
