package dev.loom.models.replay;

import dev.loom.api.model.ModelException;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.model.CompleteModel;
import java.util.Optional;

/// Which step of which task a model is being asked for, while it is asked.
///
/// A request to a provider does not say so, and no real model needs to know. Side by side subtasks
/// cannot be told apart by the order of their questions.
public final class CurrentStep {
  private static final ScopedValue<OperationId> STEP = ScopedValue.newInstance();

  private CurrentStep() {}

  /// Something that asks a model.
  @FunctionalInterface
  public interface ModelCall<A> {
    A call() throws ModelException, InterruptedException;
  }

  /// Asks while the step is known on this thread.
  public static <A> A callWithin(CompleteModel request, ModelCall<A> call)
      throws ModelException, InterruptedException {
    try {
      return ScopedValue.where(STEP, request.work()).call(call::call);
    } catch (ModelException | InterruptedException | RuntimeException known) {
      throw known;
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// The work that is asked for on this thread.
  static Optional<OperationId> get() {
    return STEP.isBound() ? Optional.of(STEP.get()) : Optional.empty();
  }
}
