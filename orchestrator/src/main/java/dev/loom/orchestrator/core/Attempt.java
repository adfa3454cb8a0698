package dev.loom.orchestrator.core;

import dev.loom.api.model.Message;
import dev.loom.contracts.event.TaskEvent.ModelTurnCompleted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// One attempt at a subtask.
///
/// @param number from 1, over all plans that name the subtask; 0 before the first
/// @param modelTier of the models it asks
/// @param activeSince since when it has been running without waiting for a person
/// @param phase what it is waiting for
/// @param conversation what the model said, the tools gave back, and people told it meanwhile
/// @param calls the tool calls that came to their end, oldest first
/// @param unheard instructions that came since its last turn was asked for
/// @param tokens its turns took, read and written
/// @param model the alias of the model that took its last turn; empty before
/// @param answer the model's last text
public record Attempt(
    int number,
    int modelTier,
    Instant activeSince,
    Phase phase,
    List<Message> conversation,
    List<FinishedCall> calls,
    List<String> pendingInstructions,
    long tokens,
    String model,
    String answer) {
  private static final Phase IDLE = new Phase.Idle();

  public Attempt {
    conversation = List.copyOf(conversation);
    calls = List.copyOf(calls);
    pendingInstructions = List.copyOf(pendingInstructions);
  }

  static Attempt initial(int number, int modelTier) {
    return new Attempt(
        number, modelTier, Instant.EPOCH, IDLE, List.of(), List.of(), List.of(), 0, "", "");
  }

  static Attempt started(int number, int modelTier, Instant at) {
    return new Attempt(
        number,
        modelTier,
        at,
        new Phase.AwaitingModel(1),
        List.of(),
        List.of(),
        List.of(),
        0,
        "",
        "");
  }

  Attempt with(Phase next) {
    return new Attempt(
        number,
        modelTier,
        activeSince,
        next,
        conversation,
        calls,
        pendingInstructions,
        tokens,
        model,
        answer);
  }

  Attempt withModelTier(int tier) {
    return new Attempt(
        number,
        tier,
        activeSince,
        phase,
        conversation,
        calls,
        pendingInstructions,
        tokens,
        model,
        answer);
  }

  Attempt activeSince(Instant at) {
    return new Attempt(
        number,
        modelTier,
        at,
        phase,
        conversation,
        calls,
        pendingInstructions,
        tokens,
        model,
        answer);
  }

  /// Somebody gave an instruction; it is heard with the next turn.
  Attempt withInstruction(String instruction) {
    return new Attempt(
        number,
        modelTier,
        activeSince,
        phase,
        conversation,
        calls,
        plus(pendingInstructions, instruction),
        tokens,
        model,
        answer);
  }

  /// The model took its turn. An answer that came before an instruction was heard is not the last.
  Attempt afterModelTurn(
      ModelTurnCompleted turn, List<ToolCallState> requestedCalls, boolean isBudgetExhausted) {
    var messages = new ArrayList<>(conversation);
    messages.add(new Message.Assistant(turn.text(), turn.toolCalls(), turn.continuation()));
    var isLast = requestedCalls.isEmpty() && pendingInstructions.isEmpty();
    if (requestedCalls.isEmpty()) {
      addPendingInstructions(messages);
    }
    return new Attempt(
        number,
        modelTier,
        activeSince,
        !requestedCalls.isEmpty()
            ? new Phase.RunningTools(turn.turn(), requestedCalls)
            : isLast ? new Phase.Verifying(turn.turn()) : nextPhase(turn.turn(), isBudgetExhausted),
        messages,
        calls,
        requestedCalls.isEmpty() ? List.of() : pendingInstructions,
        tokens + turn.usage().totalTokens(),
        turn.model(),
        turn.text().isBlank() ? answer : turn.text());
  }

  /// A call came to its end. With the last of its turn, the model hears all results in the order in
  /// which it asked, and then what people said meanwhile.
  Attempt afterToolCall(
      FinishedCall finished, Phase.RunningTools running, boolean isBudgetExhausted) {
    var allDone = running.calls().stream().allMatch(ToolCallState::isDone);
    var messages = new ArrayList<>(conversation);
    if (allDone) {
      running.calls().forEach(call -> messages.add(call.result()));
      addPendingInstructions(messages);
    }
    return new Attempt(
        number,
        modelTier,
        activeSince,
        allDone ? nextPhase(running.turn(), isBudgetExhausted) : running,
        messages,
        plus(calls, finished),
        allDone ? List.of() : pendingInstructions,
        tokens,
        model,
        answer);
  }

  private static Phase nextPhase(int turn, boolean isBudgetExhausted) {
    return isBudgetExhausted
        ? new Phase.AwaitingBudget(turn + 1)
        : new Phase.AwaitingModel(turn + 1);
  }

  private void addPendingInstructions(List<Message> messages) {
    pendingInstructions.forEach(
        instruction ->
            messages.add(new Message.User("New instruction from the user: " + instruction)));
  }

  /// Nothing more will happen in it. Nobody asks for its conversation any more; its answer is kept.
  Attempt ended() {
    return new Attempt(
        number, modelTier, activeSince, IDLE, List.of(), calls, List.of(), tokens, model, answer);
  }

  private static <T> List<T> plus(List<? extends T> list, T last) {
    var longer = new ArrayList<T>(list);
    longer.add(last);
    return longer;
  }
}
