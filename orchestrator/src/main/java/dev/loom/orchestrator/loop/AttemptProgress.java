package dev.loom.orchestrator.loop;

import dev.loom.contracts.event.TaskEvent.ModelTurnCompleted;
import java.util.List;
import java.util.stream.Stream;

/// Represents what an attempt has done.
///
/// @param calls the finished tool calls, oldest first
/// @param tokens input and output tokens of its turns
/// @param model the alias of the model of the last turn; empty before
/// @param answer the model's last text
public record AttemptProgress(List<FinishedCall> calls, long tokens, String model, String answer) {
  static final AttemptProgress NONE = new AttemptProgress(List.of(), 0, "", "");

  public AttemptProgress {
    calls = List.copyOf(calls);
  }

  AttemptProgress plus(ModelTurnCompleted turn) {
    return new AttemptProgress(
        calls,
        tokens + turn.usage().totalTokens(),
        turn.model(),
        turn.text().isBlank() ? answer : turn.text());
  }

  AttemptProgress plus(FinishedCall call) {
    var combined = Stream.concat(calls.stream(), Stream.of(call)).toList();
    return new AttemptProgress(combined, tokens, model, answer);
  }
}
