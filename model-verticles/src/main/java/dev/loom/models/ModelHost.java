package dev.loom.models;

import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelRequest;
import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.Refusal;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.event.Token;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.model.AskModel;
import dev.loom.contracts.model.ModelAnswer;
import dev.loom.contracts.model.ModelList;
import dev.loom.models.replay.AskedStep;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Answers with the first fitting model that can, and tells of its tokens.
final class ModelHost {
  /// Shorter than askers wait for the list.
  private static final long HEALTH_SECONDS = 4;

  private final List<GuardedModel> models;
  private final Router<GuardedModel> router;
  private final String choice;
  private final Bus bus;

  ModelHost(List<GuardedModel> models, String choice, Bus bus) {
    this.models = List.copyOf(models);
    this.router = new Router<>(models);
    this.choice = choice;
    this.bus = bus;
  }

  ModelAnswer ask(AskModel question) throws InterruptedException {
    var reasons = new ArrayList<String>();
    var retryable = false;
    var fitting = router.fitting(question.request().role(), question.tier(), question.avoided());
    for (var model : fitting) {
      try {
        var response =
            AskedStep.during(
                question,
                () -> model.ask(request(question, model), listener(question, model.alias())));
        return new ModelAnswer(model.alias(), response, model.cost(response), reasons);
      } catch (ModelException failure) {
        reasons.add(model.alias() + ": " + failure.getMessage());
        retryable |= failure.isRetryable();
      }
    }
    throw Refusal.failed("No model could answer. " + String.join(" ", reasons), retryable)
        .asException();
  }

  private static ModelRequest request(AskModel question, GuardedModel model) {
    return model.hasUnlimitedContext()
        ? question.request()
        : question.shortened().orElse(question.request());
  }

  private ModelListener listener(AskModel question, String alias) {
    return question
        .subtaskId()
        .<ModelListener>map(
            subtask ->
                piece -> {
                  switch (piece) {
                    case ModelListener.TextPiece text -> tell(question, subtask, text, alias);
                    case ModelListener.ThinkingPiece thinking -> {
                      // Thinking is no part of an answer, so nobody watches it.
                    }
                  }
                })
        .orElse(ModelListener.NONE);
  }

  private void tell(
      AskModel question, SubtaskId subtask, ModelListener.TextPiece text, String alias) {
    var token = new TaskEvent.TokenStreamed(subtask, text.text(), alias);
    bus.publish(Addresses.TOKENS, question.taskId().value(), new Token(question.taskId(), token));
  }

  /// Every model with its health, which is asked of all at once.
  ModelList list() throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> healths = new ArrayList<>();
      models.forEach(model -> healths.add(threads.submit(model::healthy)));
      var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(HEALTH_SECONDS);
      var lines = new ArrayList<ModelList.Line>();
      for (var at = 0; at < models.size(); at++) {
        lines.add(models.get(at).line(await(healths.get(at), until)));
      }
      threads.shutdownNow();
      return new ModelList(lines, choice);
    }
  }

  private static boolean await(Future<Boolean> health, long until) throws InterruptedException {
    try {
      return health.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException unhealthy) {
      health.cancel(true);
      return false;
    }
  }
}
