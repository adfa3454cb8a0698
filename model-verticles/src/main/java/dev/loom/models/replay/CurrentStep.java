package dev.loom.models.replay;

import dev.loom.api.model.ModelException;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.model.CompleteModel;
import java.util.Optional;

/// Provides the step for which a model is called, bound to the calling thread.
///
/// A [dev.loom.api.model.ModelRequest] does not contain the step, but replay needs it: requests of
/// parallel subtasks arrive in any order.
public final class CurrentStep {
  private static final ScopedValue<OperationId> STEP = ScopedValue.newInstance();

  private CurrentStep() {}

  /// A call to a model.
  @FunctionalInterface
  public interface ModelCall<A> {
    A call() throws ModelException, InterruptedException;
  }

  /// Runs a call with the request's step bound to this thread.
  public static <A> A callWithin(CompleteModel request, ModelCall<A> call)
      throws ModelException, InterruptedException {
    try {
      return ScopedValue.where(STEP, request.operationId()).call(call::call);
    } catch (ModelException | InterruptedException | RuntimeException known) {
      throw known;
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Returns the step bound to this thread.
  static Optional<OperationId> get() {
    return STEP.isBound() ? Optional.of(STEP.get()) : Optional.empty();
  }
}
