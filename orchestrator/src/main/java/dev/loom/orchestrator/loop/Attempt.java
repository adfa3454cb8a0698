package dev.loom.orchestrator.loop;

import dev.loom.contracts.id.StepId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Represents one run of the agent loop, such as one attempt of a subtask.
///
/// @param number counted from 1 over all attempts of its owner; 0 before the first
/// @param modelTier the tier of the models that take its turns
/// @param activeSince when it started or last continued after a wait, pause or restart
public record Attempt(
    int number,
    int modelTier,
    Instant activeSince,
    Phase phase,
    Conversation conversation,
    AttemptProgress progress) {
  private static final Phase IDLE = new Phase.Idle();

  /// Creates the state before the first attempt.
  public static Attempt initial(int number, int modelTier) {
    return new Attempt(
        number, modelTier, Instant.EPOCH, IDLE, Conversation.EMPTY, AttemptProgress.NONE);
  }

  /// Starts an attempt, which waits for its first model turn.
  ///
  /// @param conversation the conversation that it continues, or [Conversation#EMPTY]
  public static Attempt started(int number, int modelTier, Instant at, Conversation conversation) {
    return new Attempt(
        number, modelTier, at, new Phase.AwaitingModel(1), conversation, AttemptProgress.NONE);
  }

  /// Returns the finished tool calls, oldest first.
  public List<FinishedCall> calls() {
    return progress.calls();
  }

  /// Returns the calls of the current turn; empty if none is unfinished.
  private List<ToolCallState> currentCalls() {
    return phase instanceof Phase.RunningTools running ? running.calls() : List.of();
  }

  /// Returns the current turn's first tool call with a status.
  public Optional<ToolCallState> callWith(ToolCallState.Status status) {
    return currentCalls().stream().filter(call -> call.status() == status).findFirst();
  }

  /// Returns the steps of the tool calls that are running.
  public List<StepId> runningCalls() {
    return currentCalls().stream()
        .filter(call -> call.status() == ToolCallState.Status.STARTED)
        .map(ToolCallState::step)
        .toList();
  }

  Optional<ToolCallState> runningCall(StepId step) {
    return currentCalls().stream()
        .filter(call -> call.status() == ToolCallState.Status.STARTED && call.step().equals(step))
        .findFirst();
  }

  /// Returns whether some of its work is running, or could be.
  public boolean isActive() {
    return switch (phase) {
      case Phase.AwaitingBudget p -> false;
      case Phase.RunningTools p -> !runningCalls().isEmpty();
      case Phase.Idle _, Phase.AwaitingModel _, Phase.Answered _ -> true;
    };
  }

  /// Returns whether no call of its turn runs and its next step would start something new.
  public boolean startsNewWork() {
    return switch (phase) {
      case Phase.AwaitingBudget p -> true;
      case Phase.RunningTools p -> p.calls().stream().noneMatch(ToolCallState::isPending);
      case Phase.Idle _, Phase.AwaitingModel _, Phase.Answered _ -> false;
    };
  }

  public Attempt withModelTier(int tier) {
    return new Attempt(number, tier, activeSince, phase, conversation, progress);
  }

  public Attempt activeSince(Instant at) {
    return new Attempt(number, modelTier, at, phase, conversation, progress);
  }

  /// Adds an instruction that the model gets with its next turn.
  public Attempt plusInstruction(String instruction) {
    return with(phase, conversation.plusInstruction(instruction), progress);
  }

  /// Holds the model turn that it waits for until the budget question is answered.
  public Attempt held() {
    return phase instanceof Phase.AwaitingModel awaiting
        ? with(new Phase.AwaitingBudget(awaiting.turn()))
        : this;
  }

  /// Requires a held model turn again.
  public Attempt released() {
    return phase instanceof Phase.AwaitingBudget awaiting
        ? with(new Phase.AwaitingModel(awaiting.turn()))
        : this;
  }

  /// Marks the calls that ran when the engine crashed.
  public Attempt inDoubt(Collection<StepId> steps) {
    return phase instanceof Phase.RunningTools running
        ? with(running.change(call -> steps.contains(call.step()) ? call.inDoubt() : call))
        : this;
  }

  /// Ends the attempt. Drops the conversation, as no later prompt uses it; the progress stays.
  public Attempt ended() {
    return with(IDLE, Conversation.EMPTY, progress);
  }

  Attempt with(Phase next) {
    return with(next, conversation, progress);
  }

  Attempt with(Phase next, Conversation newConversation, AttemptProgress newProgress) {
    return new Attempt(number, modelTier, activeSince, next, newConversation, newProgress);
  }
}
