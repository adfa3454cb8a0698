package dev.loom.engine.replay;

import static dev.loom.engine.transcript.RecordedRequest.CHANGES;
import static dev.loom.engine.transcript.RecordedRequest.EFFECTS;
import static dev.loom.engine.transcript.RecordedRequest.FILE;
import static dev.loom.engine.transcript.RecordedRequest.LISTING;
import static dev.loom.engine.transcript.RecordedRequest.TOOL;

import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.ToolEffect;
import dev.loom.bus.Address;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.ConcurrencyLimit;
import dev.loom.bus.transcript.Transcript;
import dev.loom.contracts.change.ListChanges;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.journal.ClaimTasks;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.pattern.ListPatterns;
import dev.loom.contracts.process.LoadProcess;
import dev.loom.contracts.tool.DescribeEffects;
import dev.loom.contracts.tool.InspectWorkspace;
import dev.loom.contracts.tool.ReadWorkspaceFile;
import dev.loom.contracts.tool.RunTool;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.contracts.transcript.TranscriptEntry;
import dev.loom.engine.transcript.RecordedRequest;
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

/// Handles the requests of the orchestrator with the recorded replies. Keeps model and tool
/// requests for comparison. Thread-safe; methods block.
final class RecordedServices {
  /// Time limit for a cancellation that the recording contains.
  private static final long CANCEL_SECONDS_MAX = 20;

  private static final ConcurrencyLimit LIMIT = new ConcurrencyLimit(1_000, 10_000);

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

  /// Registers handlers of all requests of the orchestrator.
  void register(Bus bus, ReplayJournal journal) {
    tools().tools().stream()
        .flatMap(tool -> tool.host().stream())
        .distinct()
        .forEach(
            host -> {
              handle(bus, Addresses.TOOL_EFFECTS.at(host), this::describeEffects);
              handle(bus, Addresses.TOOL_RUN.at(host), this::runTool);
            });
    handle(bus, Addresses.MODEL_COMPLETE, this::complete);
    handle(bus, Addresses.TOOL_EFFECTS, this::describeEffects);
    handle(bus, Addresses.TOOL_RUN, this::runTool);
    handle(bus, Addresses.WORKSPACE_INSPECT, this::inspect);
    handle(bus, Addresses.WORKSPACE_READ, this::read);
    handle(bus, Addresses.CHANGES_LIST, this::changes);
    handle(bus, Addresses.TOOL_LIST, ignored -> tools());
    handle(bus, Addresses.PROCESS_LOAD, ignored -> process());
    handle(bus, Addresses.PATTERN_LIST, ignored -> patterns());
    handle(bus, Addresses.TASK_CLAIM, ignored -> new ClaimTasks.Claimed(List.of(), false));
    handle(bus, Addresses.JOURNAL_APPEND, journal::append);
  }

  private static <Q extends Record, R extends Record> void handle(
      Bus bus, Address<Q, R> address, Bus.RequestHandler<Q, R> handler) {
    bus.handleBlocking(address, LIMIT, Bus.ThreadKind.VIRTUAL, handler).await();
  }

  private void index(TranscriptEntry.Exchange exchange) {
    switch (exchange) {
      case TranscriptEntry.ModelCall call -> add("model " + call.step(), call);
      case TranscriptEntry.ServiceCall call -> {
        add(RecordedRequest.key(call), call);
        // Other requests may come from another task, so the order does not wait for them.
        if (!call.service().equals(TOOL.service())) {
          order.markDone(call.order());
        }
      }
      case TranscriptEntry.ReceivedInput _ -> {}
    }
  }

  private void add(String key, TranscriptEntry.Exchange exchange) {
    recorded.computeIfAbsent(key, ignored -> new ArrayDeque<>()).add(exchange);
  }

  /// Returns the next recorded exchange of a key. With `reuseLast` the last one is returned
  /// repeatedly, for requests without side effects.
  private synchronized Optional<TranscriptEntry.Exchange> next(String key, boolean reuseLast) {
    var queue = recorded.get(key);
    if (queue == null || queue.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(reuseLast && queue.size() == 1 ? queue.element() : queue.remove());
  }

  /// Returns the model requests in order.
  synchronized List<CompleteModel> modelRequests() {
    return List.copyOf(modelRequests);
  }

  /// Returns the tool requests in order.
  synchronized List<RunTool> toolRuns() {
    return List.copyOf(toolRuns);
  }

  CompleteModel.Completion complete(CompleteModel request) throws InterruptedException {
    synchronized (this) {
      modelRequests.add(request);
    }
    var step = stepOf(request);
    var call =
        (TranscriptEntry.ModelCall)
            awaitRecorded("model " + step, "model response for step " + step);
    return call.answer().orElseThrow();
  }

  /// Returns the step of a model request from its operation id.
  static String stepOf(CompleteModel request) {
    return request
        .operationId()
        .value()
        .substring(OperationId.taskPrefix(request.taskId()).length());
  }

  RunTool.Outcome runTool(RunTool request) throws InterruptedException {
    synchronized (this) {
      toolRuns.add(request);
    }
    var description = "result of " + request.tool() + " in step " + request.stepId();
    var call = awaitRecorded(TOOL.key(request), description);
    return TOOL.reply((TranscriptEntry.ServiceCall) call).orElseThrow();
  }

  /// Returns the recorded effects. A recording of an older version has none: its tools are
  /// read-only or unknown.
  DescribeEffects.Described describeEffects(DescribeEffects request) {
    return reply(EFFECTS, request, false)
        .orElseGet(
            () ->
                new DescribeEffects.Described(
                    request.calls().stream().map(this::effectsByCatalogue).toList()));
  }

  /// Returns the next recorded reply, at once.
  private <Q extends Record, R extends Record> Optional<R> reply(
      RecordedRequest<Q, R> row, Q request, boolean reuseLast) {
    return next(row.key(request), reuseLast)
        .flatMap(call -> row.reply((TranscriptEntry.ServiceCall) requireReply(call)));
  }

  private List<ToolEffect> effectsByCatalogue(ToolCall call) {
    var isReadOnly = tools().find(call.name()).filter(ToolCatalogue.ToolInfo::readOnly).isPresent();
    return List.of(isReadOnly ? new ToolEffect.ReadsPath(".") : new ToolEffect.Unknown());
  }

  /// Waits for the recorded position of the next reply.
  ///
  /// @param description names the reply in the error if the transcript has none
  private TranscriptEntry.Exchange awaitRecorded(String key, String description)
      throws InterruptedException {
    var exchange = next(key, false).orElseThrow(() -> notRecorded(description));
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
      throw ServiceException.failed("Cancelled in the recording, but not in the replay.", false);
    }
  }

  private static TranscriptEntry.Exchange requireReply(TranscriptEntry.Exchange exchange) {
    exchange
        .refusal()
        .ifPresent(
            error -> {
              throw new ServiceException(error);
            });
    return exchange;
  }

  private RuntimeException notRecorded(String description) {
    return ServiceException.failed(
        "The transcript " + transcript.name() + " has no " + description + ".", false);
  }

  InspectWorkspace.WorkspaceInfo inspect(InspectWorkspace request) {
    var path = transcript.taskInput().spec().workspace();
    if (!request.withListing()) {
      return new InspectWorkspace.WorkspaceInfo(path, "");
    }
    var recordedInfo =
        reply(LISTING, request, true).orElseThrow(() -> notRecorded("workspace listing"));
    return new InspectWorkspace.WorkspaceInfo(path, recordedInfo.listing());
  }

  ReadWorkspaceFile.Content read(ReadWorkspaceFile request) {
    return reply(FILE, request, true)
        .orElse(new ReadWorkspaceFile.Content(request.path(), false, 0, ""));
  }

  ListChanges.Found changes(ListChanges request) {
    return reply(CHANGES, request, true).orElse(new ListChanges.Found(List.of()));
  }

  ToolCatalogue tools() {
    return new ToolCatalogue(
        first(TranscriptEntry.AvailableTools.class)
            .map(TranscriptEntry.AvailableTools::tools)
            .orElse(List.of()));
  }

  LoadProcess.Loaded process() {
    return first(TranscriptEntry.FollowedProcess.class)
        .map(entry -> new LoadProcess.Loaded(entry.definition()))
        .orElseThrow(() -> notRecorded("process definition"));
  }

  ListPatterns.Found patterns() {
    return new ListPatterns.Found(
        first(TranscriptEntry.KnownPatterns.class)
            .map(TranscriptEntry.KnownPatterns::patterns)
            .orElse(List.of()));
  }

  private <T extends TranscriptEntry> Optional<T> first(Class<T> kind) {
    return transcript.entriesOf(kind).findFirst();
  }
}
