package dev.loom.engine.replay;

import dev.loom.contracts.bus.Refusal;
import dev.loom.contracts.change.ChangeList;
import dev.loom.contracts.change.ListChanges;
import dev.loom.contracts.model.AskModel;
import dev.loom.contracts.model.ModelAnswer;
import dev.loom.contracts.pattern.ListPatterns;
import dev.loom.contracts.process.LoadProcess;
import dev.loom.contracts.tool.InspectWorkspace;
import dev.loom.contracts.tool.ReadWorkspaceFile;
import dev.loom.contracts.tool.RunTool;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.contracts.tool.ToolOutcome;
import dev.loom.contracts.transcript.Entry;
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
  private final Map<String, Queue<Entry.Exchange>> recorded = new HashMap<>();
  private final List<AskModel> modelQuestions = new ArrayList<>();
  private final List<RunTool> toolRuns = new ArrayList<>();

  RecordedWorld(Transcript transcript, RecordedOrder order) {
    this.transcript = transcript;
    this.order = order;
    transcript
        .all(Entry.Exchange.class)
        .sorted(Comparator.comparingLong(exchange -> exchange.order().asked()))
        .forEach(this::keep);
  }

  private void keep(Entry.Exchange exchange) {
    var key = key(exchange);
    if (!key.isEmpty()) {
      recorded.computeIfAbsent(key, ignored -> new ArrayDeque<>()).add(exchange);
    }
    switch (exchange) {
      // These are asked about a workspace, perhaps by another task, so nobody waits for them.
      case Entry.Look e -> passed(e.order());
      case Entry.FileRead e -> passed(e.order());
      case Entry.Differences e -> passed(e.order());
      case Entry.ModelTurn e -> {}
      case Entry.ToolRun e -> {}
      case Entry.Person e -> {}
    }
  }

  private void passed(Entry.Order places) {
    order.happened(places.asked());
    if (places.answered() > 0) {
      order.happened(places.answered());
    }
  }

  private static String key(Entry.Exchange exchange) {
    return switch (exchange) {
      case Entry.ModelTurn e -> "model " + e.step();
      case Entry.ToolRun e -> "tool " + e.step();
      case Entry.Look e -> "look";
      case Entry.FileRead e -> "read " + e.path();
      case Entry.Differences e -> "differences " + e.subtaskId();
      case Entry.Person e -> "";
    };
  }

  /// The next recorded answer to a question. A question asked once more than it was is answered as
  /// it was the last time, when its answer changes nothing.
  private synchronized Optional<Entry.Exchange> next(String key, boolean again) {
    var left = recorded.get(key);
    if (left == null || left.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(again && left.size() == 1 ? left.element() : left.remove());
  }

  /// What was asked of models, in the order of asking.
  synchronized List<AskModel> modelQuestions() {
    return List.copyOf(modelQuestions);
  }

  /// What was asked of tools, in the order of asking.
  synchronized List<RunTool> toolRuns() {
    return List.copyOf(toolRuns);
  }

  ModelAnswer ask(AskModel question) throws InterruptedException {
    synchronized (this) {
      modelQuestions.add(question);
    }
    var step = question.work().value().substring(question.taskId().value().length() + 1);
    var turn = (Entry.ModelTurn) inTurn("model " + step, "no answer of a model to step " + step);
    return turn.answer().orElseThrow();
  }

  ToolOutcome run(RunTool question) throws InterruptedException {
    synchronized (this) {
      toolRuns.add(question);
    }
    var step = question.stepId().value();
    var run =
        (Entry.ToolRun)
            inTurn("tool " + step, "no outcome of " + question.tool() + " in step " + step);
    return run.outcome().orElseThrow();
  }

  /// @return an exchange that was answered, when its turn has come
  private Entry.Exchange inTurn(String key, String missing) throws InterruptedException {
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

  private static boolean wasStopped(Entry.Exchange exchange) {
    return exchange.refusal().filter(r -> r.code() == Refusal.Code.CANCELLED).isPresent();
  }

  private static void awaitStop() throws InterruptedException {
    if (!new CountDownLatch(1).await(STOPPED_SECONDS_MAX, TimeUnit.SECONDS)) {
      throw Refusal.failed("It was stopped when it was recorded, and is not stopped now.", false)
          .asException();
    }
  }

  private static Entry.Exchange answered(Entry.Exchange exchange) {
    exchange
        .refusal()
        .ifPresent(
            refusal -> {
              throw refusal.asException();
            });
    return exchange;
  }

  private RuntimeException missing(String what) {
    return Refusal.failed("The transcript " + transcript.name() + " has " + what + ".", false)
        .asException();
  }

  InspectWorkspace.Shape inspect(InspectWorkspace question) {
    var path = transcript.given().spec().workspace();
    if (!question.withListing()) {
      return new InspectWorkspace.Shape(path, "");
    }
    var look = next("look", true).orElseThrow(() -> missing("no look at the workspace"));
    return new InspectWorkspace.Shape(
        path, ((Entry.Look) answered(look)).listing().orElseThrow(() -> missing("no listing")));
  }

  ReadWorkspaceFile.Content read(ReadWorkspaceFile question) {
    var path = question.path();
    return next("read " + path, true)
        .flatMap(read -> ((Entry.FileRead) answered(read)).content())
        .orElse(new ReadWorkspaceFile.Content(path, false, 0, ""));
  }

  ChangeList changes(ListChanges question) {
    return new ChangeList(
        next("differences " + question.subtaskId(), true)
            .flatMap(seen -> ((Entry.Differences) answered(seen)).changes())
            .orElse(List.of()));
  }

  ToolCatalogue tools() {
    return new ToolCatalogue(
        transcript.all(Entry.Tools.class).findFirst().map(Entry.Tools::tools).orElse(List.of()));
  }

  LoadProcess.Loaded process() {
    return transcript
        .all(Entry.Process.class)
        .findFirst()
        .map(entry -> new LoadProcess.Loaded(entry.definition()))
        .orElseThrow(() -> missing("no process definition"));
  }

  ListPatterns.Found learned() {
    return new ListPatterns.Found(
        transcript
            .all(Entry.Learned.class)
            .findFirst()
            .map(Entry.Learned::patterns)
            .orElse(List.of()));
  }
}
