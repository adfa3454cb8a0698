package dev.loom.orchestrator;

import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.task.ExecuteCommand;
import dev.loom.orchestrator.core.Effect;
import dev.loom.orchestrator.core.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/// Queues the inputs of one task. Any thread may add inputs; only the task's own thread takes them.
final class Mailbox {
  /// The number of queued inputs from which requests are rejected. Results of the task's own
  /// effects are always accepted; the state bounds their number.
  static final int CAPACITY = 1_000;

  private final LinkedBlockingQueue<Envelope> queue = new LinkedBlockingQueue<>();
  private boolean closed;

  /// An input and the future that is completed once the input is committed.
  ///
  /// @param effect the effect whose result the input is
  record Envelope(
      Input input, Optional<Effect> effect, CompletableFuture<ExecuteCommand.Executed> reply) {}

  /// Adds an input of the task itself.
  void offer(Input input) {
    queue.add(new Envelope(input, Optional.empty(), new CompletableFuture<>()));
  }

  /// Adds the result of one of the task's own effects.
  void offer(Effect effect, Input result) {
    queue.add(new Envelope(result, Optional.of(effect), new CompletableFuture<>()));
  }

  /// Adds a request.
  ///
  /// @return completed once the input is committed, or failed with a
  ///   [dev.loom.contracts.error.ServiceException]
  synchronized CompletableFuture<ExecuteCommand.Executed> submit(Input input) {
    if (closed) {
      return CompletableFuture.failedFuture(taskEnded());
    }
    if (queue.size() >= CAPACITY) {
      return CompletableFuture.failedFuture(
          ServiceException.overloaded(
              "Too many requests are waiting for this task. Try again later."));
    }
    var envelope = new Envelope(input, Optional.empty(), new CompletableFuture<>());
    queue.add(envelope);
    return envelope.reply();
  }

  /// Waits for an input.
  ///
  /// @return that input and all others already queued
  List<Envelope> take() throws InterruptedException {
    var taken = new ArrayList<Envelope>();
    taken.add(queue.take());
    queue.drainTo(taken);
    return taken;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /// Rejects all queued inputs and every later one.
  void close() {
    var remaining = new ArrayList<Envelope>();
    synchronized (this) {
      closed = true;
      queue.drainTo(remaining);
    }
    remaining.forEach(envelope -> envelope.reply().completeExceptionally(taskEnded()));
  }

  private static ServiceException taskEnded() {
    return ServiceException.conflict("The task has ended.");
  }
}
