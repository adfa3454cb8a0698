package dev.loom.engine.replay;

import dev.loom.contracts.change.ChangeList;
import dev.loom.contracts.change.ListChanges;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.model.ModelCompletion;
import dev.loom.contracts.pattern.ListPatterns;
import dev.loom.contracts.process.LoadProcess;
import dev.loom.contracts.tool.InspectWorkspace;
import dev.loom.contracts.tool.ReadWorkspaceFile;
import dev.loom.contracts.tool.RunTool;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.contracts.tool.ToolOutcome;
import dev.loom.contracts.transcript.Transcript;
import dev.loom.contracts.transcript.TranscriptEntry;
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

/// Replies to requests of the orchestrator with the recorded replies and keeps the requests for
/// comparison. Thread-safe; methods block.
final class RecordedServices {
  /// Time limit for a cancellation that the recording contains.
  private static final long CANCEL_SECONDS_MAX = 20;

  private final Transcript transcript;
  private final RecordedOrder order;
  private final Map<String, Queue<TranscriptEntry.Exchange>> recorded = new HashMap<>();
  private final List<CompleteModel> modelRequests = new ArrayList<>();
  private final List<RunTool> toolRuns = new ArrayList<>();

  RecordedServices(Transcript transcript, RecordedOrder order) {
    this.transcript = transcript;
    this.order = order;
    transcript
        .entriesOf(TranscriptEntry.Exchange.class)
        .sorted(Comparator.comparingLong(exchange -> exchange.order().asked()))
        .forEach(this::index);
  }

  private void index(TranscriptEntry.Exchange exchange) {
    var key = key(exchange);
    if (!key.isEmpty()) {
      recorded.computeIfAbsent(key, ignored -> new ArrayDeque<>()).add(exchange);
    }
    switch (exchange) {
      // Requests about a workspace may come from another task, so the order does not wait for them.
      case TranscriptEntry.WorkspaceListing e -> markAllDone(e.order());
      case TranscriptEntry.FileRead e -> markAllDone(e.order());
      case TranscriptEntry.Diffs e -> markAllDone(e.order());
      case TranscriptEntry.ModelCall e -> {}
      case TranscriptEntry.ToolExecution e -> {}
      case TranscriptEntry.ReceivedInput e -> {}
    }
  }

  private void markAllDone(TranscriptEntry.ExchangeOrder positions) {
    order.markDone(positions.asked());
    if (positions.answered() > 0) {
      order.markDone(positions.answered());
    }
  }

  private static String key(TranscriptEntry.Exchange exchange) {
    return switch (exchange) {
      case TranscriptEntry.ModelCall e -> "model " + e.step();
      case TranscriptEntry.ToolExecution e -> "tool " + e.step();
      case TranscriptEntry.WorkspaceListing e -> "listing";
      case TranscriptEntry.FileRead e -> "read " + e.path();
      case TranscriptEntry.Diffs e -> "differences " + e.subtaskId();
      case TranscriptEntry.ReceivedInput e -> "";
    };
  }

  /// Returns the next recorded exchange of a key. With `reuseLast` the last one is returned
  /// repeatedly, for requests without side effects.
  private synchronized Optional<TranscriptEntry.Exchange> next(String key, boolean reuseLast) {
    var left = recorded.get(key);
    if (left == null || left.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(reuseLast && left.size() == 1 ? left.element() : left.remove());
  }

  /// Returns the model requests in order.
  synchronized List<CompleteModel> modelRequests() {
    return List.copyOf(modelRequests);
  }

  /// Returns the tool requests in order.
  synchronized List<RunTool> toolRuns() {
    return List.copyOf(toolRuns);
  }

  ModelCompletion complete(CompleteModel request) throws InterruptedException {
    synchronized (this) {
      modelRequests.add(request);
    }
    var step = request.operationId().value().substring(request.taskId().value().length() + 1);
    var turn =
        (TranscriptEntry.ModelCall)
            awaitRecorded("model " + step, "no model response for step " + step);
    return turn.answer().orElseThrow();
  }

  ToolOutcome runTool(RunTool request) throws InterruptedException {
    synchronized (this) {
      toolRuns.add(request);
    }
    var step = request.stepId().value();
    var run =
        (TranscriptEntry.ToolExecution)
            awaitRecorded("tool " + step, "no result of " + request.tool() + " in step " + step);
    return run.outcome().orElseThrow();
  }

  /// @return an exchange with a reply, once its recorded position is reached
  private TranscriptEntry.Exchange awaitRecorded(String key, String missing)
      throws InterruptedException {
    var exchange = next(key, false).orElseThrow(() -> missing(missing));
    order.markDone(exchange.order().asked());
    long position = exchange.order().answered();
    if (position == 0 || wasCancelled(exchange)) {
      // A reply, if any, only reports the cancellation.
      if (position > 0) {
        order.markDone(position);
      }
      awaitCancellation();
    }
    order.await(position);
    order.markDone(position);
    return requireReply(exchange);
  }

  private static boolean wasCancelled(TranscriptEntry.Exchange exchange) {
    return exchange.refusal().filter(r -> r.code() == ServiceError.Code.CANCELLED).isPresent();
  }

  private static void awaitCancellation() throws InterruptedException {
    if (!new CountDownLatch(1).await(CANCEL_SECONDS_MAX, TimeUnit.SECONDS)) {
      throw ServiceError.failed("Cancelled in the recording, but not in the replay.", false)
          .toException();
    }
  }

  private static TranscriptEntry.Exchange requireReply(TranscriptEntry.Exchange exchange) {
    exchange
        .refusal()
        .ifPresent(
            error -> {
              throw error.toException();
            });
    return exchange;
  }

  private RuntimeException missing(String what) {
    return ServiceError.failed("The transcript " + transcript.name() + " has " + what + ".", false)
        .toException();
  }

  InspectWorkspace.WorkspaceInfo inspect(InspectWorkspace request) {
    var path = transcript.taskInput().spec().workspace();
    if (!request.withListing()) {
      return new InspectWorkspace.WorkspaceInfo(path, "");
    }
    var listing = next("listing", true).orElseThrow(() -> missing("no workspace listing"));
    return new InspectWorkspace.WorkspaceInfo(
        path,
        ((TranscriptEntry.WorkspaceListing) requireReply(listing))
            .listing()
            .orElseThrow(() -> missing("no listing")));
  }

  ReadWorkspaceFile.Content read(ReadWorkspaceFile request) {
    var path = request.path();
    return next("read " + path, true)
        .flatMap(read -> ((TranscriptEntry.FileRead) requireReply(read)).content())
        .orElse(new ReadWorkspaceFile.Content(path, false, 0, ""));
  }

  ChangeList changes(ListChanges request) {
    return new ChangeList(
        next("differences " + request.subtaskId(), true)
            .flatMap(diffs -> ((TranscriptEntry.Diffs) requireReply(diffs)).changes())
            .orElse(List.of()));
  }

  ToolCatalogue tools() {
    return new ToolCatalogue(
        transcript
            .entriesOf(TranscriptEntry.AvailableTools.class)
            .findFirst()
            .map(TranscriptEntry.AvailableTools::tools)
            .orElse(List.of()));
  }

  LoadProcess.Loaded process() {
    return transcript
        .entriesOf(TranscriptEntry.FollowedProcess.class)
        .findFirst()
        .map(entry -> new LoadProcess.Loaded(entry.definition()))
        .orElseThrow(() -> missing("no process definition"));
  }

  ListPatterns.Found patterns() {
    return new ListPatterns.Found(
        transcript
            .entriesOf(TranscriptEntry.KnownPatterns.class)
            .findFirst()
            .map(TranscriptEntry.KnownPatterns::patterns)
            .orElse(List.of()));
  }
}
