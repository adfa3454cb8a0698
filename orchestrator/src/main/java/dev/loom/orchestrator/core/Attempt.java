package dev.loom.orchestrator.core;

import dev.loom.api.model.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// One attempt at a subtask.
///
/// @param number from 1; 0 before the first
/// @param modelTier of the models it asks
/// @param activeSince since when it has been running without waiting for a person
/// @param phase what it is waiting for
/// @param conversation what the model said and the tools gave back
/// @param calls the tool calls that came to their end, oldest first
/// @param answer the model's last text
public record Attempt(
    int number,
    int modelTier,
    Instant activeSince,
    Phase phase,
    List<Message> conversation,
    List<FinishedCall> calls,
    String answer) {
  private static final Phase IDLE = new Phase.Idle();

  public Attempt {
    conversation = List.copyOf(conversation);
    calls = List.copyOf(calls);
  }

  static Attempt none(int modelTier) {
    return new Attempt(0, modelTier, Instant.EPOCH, IDLE, List.of(), List.of(), "");
  }

  static Attempt begun(int number, int modelTier, Instant at) {
    return new Attempt(number, modelTier, at, new Phase.Thinking(1), List.of(), List.of(), "");
  }

  Attempt with(Phase next) {
    return new Attempt(number, modelTier, activeSince, next, conversation, calls, answer);
  }

  Attempt onTier(int tier) {
    return new Attempt(number, tier, activeSince, phase, conversation, calls, answer);
  }

  Attempt activeSince(Instant at) {
    return new Attempt(number, modelTier, at, phase, conversation, calls, answer);
  }

  /// The model took its turn.
  Attempt said(Message.Assistant message, Phase next) {
    var last = message.text().isBlank() ? answer : message.text();
    return new Attempt(
        number, modelTier, activeSince, next, plus(conversation, message), calls, last);
  }

  /// A call came to its end. With the last of its turn, the model hears all results in the order in
  /// which it asked.
  Attempt called(FinishedCall finished, Phase.Calling calling) {
    var all = calling.calls().stream().allMatch(Call::isDone);
    var heard = new ArrayList<>(conversation);
    if (all) {
      calling.calls().forEach(call -> heard.add(call.result()));
    }
    var next = all ? new Phase.Thinking(calling.turn() + 1) : calling;
    return new Attempt(number, modelTier, activeSince, next, heard, plus(calls, finished), answer);
  }

  /// Nothing more will happen in it. Nobody asks for its conversation any more; its answer is kept.
  Attempt ended() {
    return new Attempt(number, modelTier, activeSince, IDLE, List.of(), calls, answer);
  }

  private static <T> List<T> plus(List<? extends T> list, T last) {
    var longer = new ArrayList<T>(list);
    longer.add(last);
    return longer;
  }
}
