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
  static final int LETTERS_MAX = 1_000;

  private final LinkedBlockingQueue<Letter> letters = new LinkedBlockingQueue<>();
  private boolean closed;

  /// An input, and who waits to hear what became of it.
  record Letter(Input input, CompletableFuture<TaskCommandResult> reply) {}

  /// Puts in a result of the task's own work.
  void offer(Input input) {
    letters.add(new Letter(input, new CompletableFuture<>()));
  }

  /// Puts in what a person wants.
  ///
  /// @return completed once it is recorded, or with a refusal
  CompletableFuture<TaskCommandResult> post(Input input) {
    var letter = new Letter(input, new CompletableFuture<>());
    synchronized (this) {
      if (closed) {
        letter.reply().completeExceptionally(ended().toException());
      } else if (letters.size() >= LETTERS_MAX) {
        letter
            .reply()
            .completeExceptionally(
                ServiceError.overloaded("The task has too many requests waiting.").toException());
      } else {
        letters.add(letter);
      }
    }
    return letter.reply();
  }

  /// Waits for a letter.
  ///
  /// @return it and all others that are there
  List<Letter> take() throws InterruptedException {
    var taken = new ArrayList<Letter>();
    taken.add(letters.take());
    letters.drainTo(taken);
    return taken;
  }

  /// Refuses whatever is still in it or comes later.
  void close() {
    var left = new ArrayList<Letter>();
    synchronized (this) {
      closed = true;
      letters.drainTo(left);
    }
    left.forEach(letter -> letter.reply().completeExceptionally(ended().toException()));
  }

  private static ServiceError ended() {
    return ServiceError.conflict("The task has ended.");
  }
}
