package dev.loom.builtin;

import dev.loom.api.model.Message;
import dev.loom.api.model.ToolCall;
import dev.loom.api.model.ToolDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Runs a rule to its end: answers the tool calls that it needs and runs it again.
final class AnsweredCalls {
  private final Function<ToolCall, String> outputs;
  private final List<ToolDescription> offered;
  private final List<Message> conversation = new ArrayList<>();

  /// The calls made so far.
  final List<ToolCall> calls = new ArrayList<>();

  /// @param outputs returns the output of a call; one that starts with `!` is a failure
  AnsweredCalls(Function<ToolCall, String> outputs, String... offered) {
    this.outputs = outputs;
    this.offered =
        List.of(offered).stream().map(name -> new ToolDescription(name, "", Map.of())).toList();
  }

  interface Rule<T> {
    T run(ToolDriver tools) throws NeedsToolsException, BlockedException;
  }

  <T> T run(Rule<T> rule) throws BlockedException {
    while (true) {
      try {
        return rule.run(new ToolDriver(conversation, offered));
      } catch (NeedsToolsException needed) {
        conversation.add(new Message.Assistant("", needed.calls()));
        for (var call : needed.calls()) {
          calls.add(call);
          var output = outputs.apply(call);
          var failed = output.startsWith("!");
          var text = failed ? output.substring(1) : output;
          conversation.add(new Message.ToolOutput(call.id(), call.name(), text, failed));
        }
      }
    }
  }
}
