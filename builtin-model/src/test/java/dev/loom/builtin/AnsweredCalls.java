package dev.loom.builtin;

import dev.loom.api.model.Message;
import dev.loom.api.model.ToolCall;
import dev.loom.api.model.ToolDescription;
import dev.loom.api.tool.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Runs a rule to its end: answers the tool calls that it needs and runs it again.
final class AnsweredCalls {
  private final Function<ToolCall, ToolResult> outputs;
  private final List<ToolDescription> offered;
  private final List<Message> conversation = new ArrayList<>();

  /// The calls made so far.
  final List<ToolCall> calls = new ArrayList<>();

  /// @param outputs returns the result of a call
  AnsweredCalls(Function<ToolCall, ToolResult> outputs, String... offered) {
    this.outputs = outputs;
    this.offered =
        List.of(offered).stream().map(name -> new ToolDescription(name, "", Map.of())).toList();
  }

  interface Rule<T> {
    T run(ToolDriver tools) throws ToolDriver.NeedsToolsException, BlockedException;
  }

  private static Message.ToolOutput output(ToolCall call, ToolResult result) {
    var text = result.success() ? result.output() : result.error();
    return new Message.ToolOutput(
        call.id(), call.name(), text, !result.success(), result.data(), List.of());
  }

  /// Returns a result whose lines are results, as of `search_files`.
  static ToolResult lines(String... lines) {
    return ToolResult.ok(String.join("\n", lines)).withData(Map.of("shown", lines.length));
  }

  <T> T run(Rule<T> rule) throws BlockedException {
    while (true) {
      try {
        return rule.run(new ToolDriver(conversation, offered));
      } catch (ToolDriver.NeedsToolsException needed) {
        conversation.add(new Message.Assistant("", needed.calls()));
        for (var call : needed.calls()) {
          calls.add(call);
          conversation.add(output(call, outputs.apply(call)));
        }
      }
    }
  }
}
