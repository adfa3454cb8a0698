package dev.loom.models;

import dev.loom.api.model.ModelListener;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.event.TaskEvent.TokenKind;
import dev.loom.contracts.event.TaskEvent.TokenStreamed;
import dev.loom.contracts.event.TransientEvent;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.model.CompleteModel;

/// Publishes the streamed output of one model turn over all tries of its call: numbered, and with a
/// mark where a try begins the output again. A call without a subtask is not published.
final class TokenPublisher {
  private final Bus bus;
  private final CompleteModel call;
  private final StepId step;
  private long seq;
  private int tries;

  /// Whether the current try has published anything.
  private boolean hasOutput;

  TokenPublisher(Bus bus, CompleteModel call) {
    this.bus = bus;
    this.call = call;
    this.step = new StepId(call.operationId().name());
  }

  /// Returns the listener for the next try. Listeners of earlier tries publish nothing from now on.
  ///
  /// @param model the alias of the model that is called
  synchronized ModelListener nextTry(String model) {
    var number = ++tries;
    hasOutput = false;
    return call.subtaskId()
        .<ModelListener>map(subtask -> delta -> publish(number, subtask, model, delta))
        .orElse(ModelListener.NONE);
  }

  private synchronized void publish(
      int number, SubtaskId subtask, String model, ModelListener.Delta delta) {
    if (number != tries) {
      return;
    }
    var restart = !hasOutput && seq > 0;
    hasOutput = true;
    var kind =
        switch (delta) {
          case ModelListener.TextDelta _ -> TokenKind.TEXT;
          case ModelListener.ReasoningDelta _ -> TokenKind.REASONING;
        };
    var token = new TokenStreamed(subtask, delta.text(), model, step, ++seq, kind, restart);
    bus.publish(
        Addresses.TRANSIENT_EVENTS,
        call.taskId().value(),
        new TransientEvent(call.taskId(), token));
  }
}
