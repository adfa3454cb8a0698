package dev.loom.engine.replay;

import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.change.ChangeList;
import dev.loom.contracts.change.ListChanges;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.model.ModelCompletion;
import dev.loom.contracts.pattern.ListPatterns;
import dev.loom.contracts.process.LoadProcess;
import dev.loom.contracts.tool.InspectWorkspace;
import dev.loom.contracts.tool.ReadWorkspaceFile;
import dev.loom.contracts.tool.RunTool;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.contracts.tool.ToolOutcome;
import dev.loom.contracts.transcript.TranscriptEntry;
import dev.loom.contracts.transcript.Transcript;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Answers every question of a task's work as it was answered when it was recorded, and remembers
/// what it was asked. Its methods block; they are called from many threads.
final class RecordedWorld {
  /// What was stopped then is waited for so long to be stopped now.
  private static final long STOPPED_SECONDS_MAX = 20;

  private final Transcript transcript;
  private final RecordedOrder order;
  private final Map<String, Queue<TranscriptEntry.Exchange>> recorded = new HashMap<>();
  private final List<CompleteModel> modelQuestions = new ArrayList<>();
  private final List<RunTool> toolRuns = new ArrayList<>();

  RecordedWorld(Transcript transcript, RecordedOrder order) {
    this.transcript = transcript;
    this.order = order;
    transcript
        .entriesOf(TranscriptEntry.Exchange.class)
        .sorted(Comparator.comparingLong(exchange -> exchange.order().asked()))
        .forEach(this::keep);
  }

  private void keep(TranscriptEntry.Exchange exchange) {
    var key = key(exchange);
    if (!key.isEmpty()) {
      recorded.computeIfAbsent(key, ignored -> new ArrayDeque<>()).add(exchange);
    }
    switch (exchange) {
      // These are asked about a workspace, perhaps by another task, so nobody waits for them.
      case TranscriptEntry.WorkspaceListing e -> passed(e.order());
      case TranscriptEntry.FileRead e -> passed(e.order());
      case TranscriptEntry.Diffs e -> passed(e.order());
      case TranscriptEntry.ModelCall e -> {}
      case TranscriptEntry.ToolExecution e -> {}
      case TranscriptEntry.ReceivedInput e -> {}
    }
  }

  private void passed(TranscriptEntry.ExchangeOrder places) {
    order.happened(places.asked());
    if (places.answered() > 0) {
      order.happened(places.answered());
    }
  }

  private static String key(TranscriptEntry.Exchange exchange) {
    return switch (exchange) {
      case TranscriptEntry.ModelCall e -> "model " + e.step();
      case TranscriptEntry.ToolExecution e -> "tool " + e.step();
      case TranscriptEntry.WorkspaceListing e -> "look";
      case TranscriptEntry.FileRead e -> "read " + e.path();
      case TranscriptEntry.Diffs e -> "differences " + e.subtaskId();
      case TranscriptEntry.ReceivedInput e -> "";
    };
  }

  /// The next recorded answer to a question. A question asked once more than it was is answered as
  /// it was the last time, when its answer changes nothing.
  private synchronized Optional<TranscriptEntry.Exchange> next(String key, boolean again) {
    var left = recorded.get(key);
    if (left == null || left.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(again && left.size() == 1 ? left.element() : left.remove());
  }

  /// What was asked of models, in the order of asking.
  synchronized List<CompleteModel> modelQuestions() {
    return List.copyOf(modelQuestions);
  }

  /// What was asked of tools, in the order of asking.
  synchronized List<RunTool> toolRuns() {
    return List.copyOf(toolRuns);
  }

  ModelCompletion ask(CompleteModel question) throws InterruptedException {
    synchronized (this) {
      modelQuestions.add(question);
    }
    var step = question.work().value().substring(question.taskId().value().length() + 1);
    var turn = (TranscriptEntry.ModelCall) inTurn("model " + step, "no answer of a model to step " + step);
    return turn.answer().orElseThrow();
  }

  ToolOutcome run(RunTool question) throws InterruptedException {
    synchronized (this) {
      toolRuns.add(question);
    }
    var step = question.stepId().value();
    var run =
        (TranscriptEntry.ToolExecution)
            inTurn("tool " + step, "no outcome of " + question.tool() + " in step " + step);
    return run.outcome().orElseThrow();
  }

  /// @return an exchange that was answered, when its turn has come
  private TranscriptEntry.Exchange inTurn(String key, String missing) throws InterruptedException {
    var exchange = next(key, false).orElseThrow(() -> missing(missing));
    order.happened(exchange.order().asked());
    long place = exchange.order().answered();
    if (place == 0 || wasStopped(exchange)) {
      // Its answer, if there was one, only says that it was stopped.
      if (place > 0) {
        order.happened(place);
      }
      awaitStop();
    }
    order.await(place);
    order.happened(place);
    return answered(exchange);
  }

  private static boolean wasStopped(TranscriptEntry.Exchange exchange) {
    return exchange.refusal().filter(r -> r.code() == ServiceError.Code.CANCELLED).isPresent();
  }

  private static void awaitStop() throws InterruptedException {
    if (!new CountDownLatch(1).await(STOPPED_SECONDS_MAX, TimeUnit.SECONDS)) {
      throw ServiceError.failed("It was stopped when it was recorded, and is not stopped now.", false)
          .toException();
    }
  }

  private static TranscriptEntry.Exchange answered(TranscriptEntry.Exchange exchange) {
    exchange
        .refusal()
        .ifPresent(
            refusal -> {
              throw refusal.toException();
            });
    return exchange;
  }

  private RuntimeException missing(String what) {
    return ServiceError.failed("The transcript " + transcript.name() + " has " + what + ".", false)
        .toException();
  }

  InspectWorkspace.WorkspaceInfo inspect(InspectWorkspace question) {
    var path = transcript.taskInput().spec().workspace();
    if (!question.withListing()) {
      return new InspectWorkspace.WorkspaceInfo(path, "");
    }
    var look = next("look", true).orElseThrow(() -> missing("no look at the workspace"));
    return new InspectWorkspace.WorkspaceInfo(
        path, ((TranscriptEntry.WorkspaceListing) answered(look)).listing().orElseThrow(() -> missing("no listing")));
  }

  ReadWorkspaceFile.Content read(ReadWorkspaceFile question) {
    var path = question.path();
    return next("read " + path, true)
        .flatMap(read -> ((TranscriptEntry.FileRead) answered(read)).content())
        .orElse(new ReadWorkspaceFile.Content(path, false, 0, ""));
  }

  ChangeList changes(ListChanges question) {
    return new ChangeList(
        next("differences " + question.subtaskId(), true)
            .flatMap(seen -> ((TranscriptEntry.Diffs) answered(seen)).changes())
            .orElse(List.of()));
  }

  ToolCatalogue tools() {
    return new ToolCatalogue(
        transcript.entriesOf(TranscriptEntry.AvailableTools.class).findFirst().map(TranscriptEntry.AvailableTools::tools).orElse(List.of()));
  }

  LoadProcess.Loaded process() {
    return transcript
        .entriesOf(TranscriptEntry.FollowedProcess.class)
        .findFirst()
        .map(entry -> new LoadProcess.Loaded(entry.definition()))
        .orElseThrow(() -> missing("no process definition"));
  }

  ListPatterns.Found learned() {
    return new ListPatterns.Found(
        transcript
            .entriesOf(TranscriptEntry.KnownPatterns.class)
            .findFirst()
            .map(TranscriptEntry.KnownPatterns::patterns)
            .orElse(List.of()));
  }
}
