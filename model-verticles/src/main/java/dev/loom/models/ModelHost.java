package dev.loom.models;

import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.event.StreamedToken;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.model.ModelCompletion;
import dev.loom.contracts.model.ModelList;
import dev.loom.models.replay.CurrentStep;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Answers with the first fitting model that can, and tells of its tokens.
///
/// Models may come and go meanwhile: whoever asks works with the list of that moment.
final class ModelHost {
  /// Shorter than askers wait for the list.
  private static final long HEALTH_SECONDS = 4;

  private final Bus bus;
  private volatile ModelSet hosted;

  /// @throws dev.loom.contracts.bus.ServiceException when two models have the same alias
  ModelHost(List<ResilientModel> models, String summary, Bus bus) {
    this.bus = bus;
    this.hosted = new ModelSet(models, summary);
  }

  /// The models of a moment.
  private record ModelSet(List<ResilientModel> models, String summary) {
    ModelSet {
      models = List.copyOf(models);
      var names = new HashSet<String>();
      for (var model : models) {
        if (!names.add(model.alias())) {
          throw ServiceError.invalid(
                  "Two models have the alias '"
                      + model.alias()
                      + "': rename the one in [models], or the plug-in's.")
              .toException();
        }
      }
    }

    static ModelSet afterChange(List<ResilientModel> models) {
      var names = models.stream().map(ResilientModel::alias).collect(Collectors.joining(", "));
      return new ModelSet(
          models,
          "Models: " + (names.isEmpty() ? "none" : names) + ", as changed since the start.");
    }
  }

  /// One more model, for whatever is asked from now on.
  ///
  /// @throws dev.loom.contracts.bus.ServiceException when its alias is taken
  synchronized void add(ResilientModel model) {
    hosted =
        ModelSet.afterChange(Stream.concat(hosted.models().stream(), Stream.of(model)).toList());
  }

  /// A model is asked no more; calls that it is busy with come to their end.
  ///
  /// @return it
  /// @throws dev.loom.contracts.bus.ServiceException when there is none of that alias
  synchronized ResilientModel remove(String alias) {
    var models = hosted.models();
    var removed =
        models.stream()
            .filter(model -> model.alias().equals(alias))
            .findFirst()
            .orElseThrow(
                () ->
                    ServiceError.notFound("No model has the alias '" + alias + "'.").toException());
    hosted = ModelSet.afterChange(models.stream().filter(model -> model != removed).toList());
    return removed;
  }

  List<ResilientModel> models() {
    return hosted.models();
  }

  ModelCompletion complete(CompleteModel call) throws InterruptedException {
    var reasons = new ArrayList<String>();
    var retryable = false;
    var candidates =
        new ModelRouter<>(hosted.models())
            .select(call.request().role(), call.tier(), call.avoided());
    for (var model : candidates) {
      try {
        var answer =
            CurrentStep.callWithin(
                call,
                () -> model.complete(model.fitToContext(call), listener(call, model.alias())));
        return new ModelCompletion(model.alias(), answer.response(), answer.costUsd(), reasons);
      } catch (ModelException failure) {
        reasons.add(model.alias() + ": " + failure.getMessage());
        retryable |= failure.isRetryable();
      }
    }
    throw ServiceError.failed("No model could answer. " + String.join(" ", reasons), retryable)
        .toException();
  }

  private ModelListener listener(CompleteModel call, String alias) {
    return call.subtaskId()
        .<ModelListener>map(
            subtask ->
                piece -> {
                  switch (piece) {
                    case ModelListener.TextDelta text -> publishToken(call, subtask, text, alias);
                    case ModelListener.ReasoningDelta thinking -> {
                      // Thinking is no part of an answer, so nobody watches it.
                    }
                  }
                })
        .orElse(ModelListener.NONE);
  }

  private void publishToken(
      CompleteModel call, SubtaskId subtask, ModelListener.TextDelta text, String alias) {
    var token = new TaskEvent.TokenStreamed(subtask, text.text(), alias);
    bus.publish(Addresses.TOKENS, call.taskId().value(), new StreamedToken(call.taskId(), token));
  }

  /// Every model with its health, which is asked of all at once.
  ModelList list() throws InterruptedException {
    var now = hosted;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<String>>> problems = new ArrayList<>();
      now.models().forEach(model -> problems.add(threads.submit(model::checkHealth)));
      var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(HEALTH_SECONDS);
      var lines = new ArrayList<ModelList.ModelStatus>();
      for (var at = 0; at < problems.size(); at++) {
        lines.add(now.models().get(at).status(await(problems.get(at), deadline)));
      }
      threads.shutdownNow();
      return new ModelList(lines, now.summary());
    }
  }

  private static String await(Future<Optional<String>> problem, long deadline)
      throws InterruptedException {
    try {
      return problem.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS).orElse("");
    } catch (ExecutionException faulty) {
      return "Its provider has a fault: it cannot say whether it is well.";
    } catch (TimeoutException late) {
      problem.cancel(true);
      return "It did not say within " + HEALTH_SECONDS + " s whether it is well.";
    }
  }
}
