package dev.loom.models;

import dev.loom.api.model.ModelListener;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.secret.RedactedStream;
import dev.loom.contracts.event.TaskEvent.TokenStreamed;
import dev.loom.contracts.event.TokenKind;
import dev.loom.contracts.event.TransientEvent;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.model.CompleteModel;

/// Publishes the streamed output of one model turn over all tries of its call: numbered, and with a
/// mark where a try begins the output again. Secrets are redacted, also if they are split. A call
/// without a subtask is not published.
final class TokenPublisher {
  private final Bus bus;
  private final CompleteModel call;
  private final StepId step;
  private long seq;
  private int tries;
  private String model = "";
  private TokenKind kind = TokenKind.TEXT;
  private RedactedStream redaction;

  /// Whether the current try has published anything.
  private boolean hasOutput;

  TokenPublisher(Bus bus, CompleteModel call) {
    this.bus = bus;
    this.call = call;
    this.redaction = bus.secrets().stream();
    this.step = new StepId(call.operationId().name());
  }

  /// Returns the listener for the next try. Listeners of earlier tries publish nothing from now on.
  ///
  /// @param model the alias of the model that is called
  synchronized ModelListener nextTry(String model) {
    var number = ++tries;
    hasOutput = false;
    this.model = model;
    redaction = bus.secrets().stream();
    return call.subtaskId()
        .<ModelListener>map(subtask -> delta -> publish(number, subtask, delta))
        .orElse(ModelListener.NONE);
  }

  /// Publishes what was held back because it looked like the beginning of a secret.
  synchronized void finish() {
    call.subtaskId().ifPresent(subtask -> publish(subtask, redaction.end()));
  }

  private synchronized void publish(int number, SubtaskId subtask, ModelListener.Delta delta) {
    if (number != tries) {
      return;
    }
    var next =
        switch (delta) {
          case ModelListener.TextDelta _ -> TokenKind.TEXT;
          case ModelListener.ReasoningDelta _ -> TokenKind.REASONING;
        };
    if (next != kind) {
      publish(subtask, redaction.end());
      kind = next;
    }
    publish(subtask, redaction.next(delta.text()));
  }

  private void publish(SubtaskId subtask, String text) {
    if (text.isEmpty()) {
      return;
    }
    var restart = !hasOutput && seq > 0;
    hasOutput = true;
    var token = new TokenStreamed(subtask, text, model, step, ++seq, kind, restart);
    bus.publish(
        Addresses.TRANSIENT_EVENTS,
        call.taskId().value(),
        new TransientEvent(call.taskId(), token));
  }
}
