package dev.loom.models;

import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.event.StreamedToken;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.model.ModelCompletion;
import dev.loom.contracts.model.ModelList;
import dev.loom.models.replay.AskedStep;
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
  private volatile Hosted hosted;

  /// @throws dev.loom.contracts.bus.ServiceException when two models have the same alias
  ModelHost(List<GuardedModel> models, String choice, Bus bus) {
    this.bus = bus;
    this.hosted = new Hosted(models, choice);
  }

  /// The models of a moment.
  private record Hosted(List<GuardedModel> models, String choice) {
    Hosted {
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

    static Hosted changed(List<GuardedModel> models) {
      var names = models.stream().map(GuardedModel::alias).collect(Collectors.joining(", "));
      return new Hosted(
          models,
          "Models: " + (names.isEmpty() ? "none" : names) + ", as changed since the start.");
    }
  }

  /// One more model, for whatever is asked from now on.
  ///
  /// @throws dev.loom.contracts.bus.ServiceException when its alias is taken
  synchronized void add(GuardedModel model) {
    hosted = Hosted.changed(Stream.concat(hosted.models().stream(), Stream.of(model)).toList());
  }

  /// A model is asked no more; calls that it is busy with come to their end.
  ///
  /// @return it
  /// @throws dev.loom.contracts.bus.ServiceException when there is none of that alias
  synchronized GuardedModel remove(String alias) {
    var models = hosted.models();
    var gone =
        models.stream()
            .filter(model -> model.alias().equals(alias))
            .findFirst()
            .orElseThrow(
                () -> ServiceError.notFound("No model has the alias '" + alias + "'.").toException());
    hosted = Hosted.changed(models.stream().filter(model -> model != gone).toList());
    return gone;
  }

  List<GuardedModel> models() {
    return hosted.models();
  }

  ModelCompletion ask(CompleteModel question) throws InterruptedException {
    var reasons = new ArrayList<String>();
    var retryable = false;
    var fitting =
        new Router<>(hosted.models())
            .fitting(question.request().role(), question.tier(), question.avoided());
    for (var model : fitting) {
      try {
        var answer =
            AskedStep.during(
                question,
                () -> model.ask(model.fitting(question), listener(question, model.alias())));
        return new ModelCompletion(model.alias(), answer.response(), answer.costUsd(), reasons);
      } catch (ModelException failure) {
        reasons.add(model.alias() + ": " + failure.getMessage());
        retryable |= failure.isRetryable();
      }
    }
    throw ServiceError.failed("No model could answer. " + String.join(" ", reasons), retryable)
        .toException();
  }

  private ModelListener listener(CompleteModel question, String alias) {
    return question
        .subtaskId()
        .<ModelListener>map(
            subtask ->
                piece -> {
                  switch (piece) {
                    case ModelListener.TextDelta text -> tell(question, subtask, text, alias);
                    case ModelListener.ReasoningDelta thinking -> {
                      // Thinking is no part of an answer, so nobody watches it.
                    }
                  }
                })
        .orElse(ModelListener.NONE);
  }

  private void tell(
      CompleteModel question, SubtaskId subtask, ModelListener.TextDelta text, String alias) {
    var token = new TaskEvent.TokenStreamed(subtask, text.text(), alias);
    bus.publish(Addresses.TOKENS, question.taskId().value(), new StreamedToken(question.taskId(), token));
  }

  /// Every model with its health, which is asked of all at once.
  ModelList list() throws InterruptedException {
    var now = hosted;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<String>>> problems = new ArrayList<>();
      now.models().forEach(model -> problems.add(threads.submit(model::problem)));
      var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(HEALTH_SECONDS);
      var lines = new ArrayList<ModelList.ModelStatus>();
      for (var at = 0; at < problems.size(); at++) {
        lines.add(now.models().get(at).line(await(problems.get(at), until)));
      }
      threads.shutdownNow();
      return new ModelList(lines, now.choice());
    }
  }

  private static String await(Future<Optional<String>> problem, long until)
      throws InterruptedException {
    try {
      return problem.get(until - System.nanoTime(), TimeUnit.NANOSECONDS).orElse("");
    } catch (ExecutionException faulty) {
      return "Its provider has a fault: it cannot say whether it is well.";
    } catch (TimeoutException late) {
      problem.cancel(true);
      return "It did not say within " + HEALTH_SECONDS + " s whether it is well.";
    }
  }
}
