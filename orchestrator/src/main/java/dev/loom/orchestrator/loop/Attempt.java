package dev.loom.orchestrator.loop;

import dev.loom.api.model.Message;
import dev.loom.contracts.event.TaskEvent.ModelTurnCompleted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Represents one attempt of a subtask.
///
/// @param number counted from 1 over all plans that contain the subtask; 0 before the first
/// @param modelTier the tier of the models that take its turns
/// @param activeSince when it started or last continued after a wait, pause or restart
/// @param phase the current phase
/// @param conversation the model's messages, tool outputs and later user instructions
/// @param calls the finished tool calls, oldest first
/// @param pendingInstructions instructions not yet part of the conversation
/// @param tokens input and output tokens of its turns
/// @param model the alias of the model of the last turn; empty before
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

  public static Attempt initial(int number, int modelTier) {
    return new Attempt(
        number, modelTier, Instant.EPOCH, IDLE, List.of(), List.of(), List.of(), 0, "", "");
  }

  public static Attempt started(int number, int modelTier, Instant at) {
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

  /// Returns the first tool call with a status.
  public Optional<ToolCallState> callWith(ToolCallState.Status status) {
    return phase instanceof Phase.RunningTools running
        ? running.calls().stream().filter(call -> call.status() == status).findFirst()
        : Optional.empty();
  }

  public Attempt with(Phase next) {
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

  public Attempt withModelTier(int tier) {
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

  public Attempt activeSince(Instant at) {
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

  /// Adds an instruction that the model gets with its next turn.
  public Attempt withInstruction(String instruction) {
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

  /// Applies a model turn. An answer is not final while instructions are pending.
  public Attempt afterModelTurn(
      ModelTurnCompleted turn, List<ToolCallState> requestedCalls, boolean isBudgetExhausted) {
    var messages = new ArrayList<>(conversation);
    messages.add(new Message.Assistant(turn.text(), turn.toolCalls(), turn.continuation()));
    var isFinal = requestedCalls.isEmpty() && pendingInstructions.isEmpty();
    if (requestedCalls.isEmpty()) {
      addPendingInstructions(messages);
    }
    return new Attempt(
        number,
        modelTier,
        activeSince,
        !requestedCalls.isEmpty()
            ? new Phase.RunningTools(turn.turn(), requestedCalls)
            : isFinal
                ? new Phase.Verifying(turn.turn())
                : nextPhase(turn.turn(), isBudgetExhausted),
        messages,
        calls,
        requestedCalls.isEmpty() ? List.of() : pendingInstructions,
        tokens + turn.usage().totalTokens(),
        turn.model(),
        turn.text().isBlank() ? answer : turn.text());
  }

  /// Applies a finished tool call. After the last call of the turn, all results are added in the
  /// order of the calls, then the pending instructions.
  public Attempt afterToolCall(
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

  /// Ends the attempt. The conversation is dropped, as no later prompt uses it; the answer stays.
  public Attempt ended() {
    return new Attempt(
        number, modelTier, activeSince, IDLE, List.of(), calls, List.of(), tokens, model, answer);
  }

  private static <T> List<T> plus(List<? extends T> list, T last) {
    var combined = new ArrayList<T>(list);
    combined.add(last);
    return combined;
  }
}
