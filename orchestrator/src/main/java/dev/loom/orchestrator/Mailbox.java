package dev.loom.orchestrator;

import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.task.TaskCommandResult;
import dev.loom.orchestrator.core.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/// Everything that reaches a task comes through here, and only the task's own thread reads it.
final class Mailbox {
  /// People's letters beyond this are refused; results of the task's own work always fit, because
  /// there is never more of it than the state calls for.
  static final int CAPACITY = 1_000;

  private final LinkedBlockingQueue<Envelope> queue = new LinkedBlockingQueue<>();
  private boolean closed;

  /// An input, and who waits to hear what became of it.
  record Envelope(Input input, CompletableFuture<TaskCommandResult> reply) {}

  /// Puts in a result of the task's own work.
  void offer(Input input) {
    queue.add(new Envelope(input, new CompletableFuture<>()));
  }

  /// Puts in what a person wants.
  ///
  /// @return completed once it is recorded, or with a refusal
  CompletableFuture<TaskCommandResult> submit(Input input) {
    var envelope = new Envelope(input, new CompletableFuture<>());
    synchronized (this) {
      if (closed) {
        envelope.reply().completeExceptionally(ended().toException());
      } else if (queue.size() >= CAPACITY) {
        envelope
            .reply()
            .completeExceptionally(
                ServiceError.overloaded("The task has too many requests waiting.").toException());
      } else {
        queue.add(envelope);
      }
    }
    return envelope.reply();
  }

  /// Waits for a letter.
  ///
  /// @return it and all others that are there
  List<Envelope> take() throws InterruptedException {
    var taken = new ArrayList<Envelope>();
    taken.add(queue.take());
    queue.drainTo(taken);
    return taken;
  }

  /// Refuses whatever is still in it or comes later.
  void close() {
    var remaining = new ArrayList<Envelope>();
    synchronized (this) {
      closed = true;
      queue.drainTo(remaining);
    }
    remaining.forEach(envelope -> envelope.reply().completeExceptionally(ended().toException()));
  }

  private static ServiceError ended() {
    return ServiceError.conflict("The task has ended.");
  }
}
