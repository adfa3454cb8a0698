package dev.loom.engine.transcript;

import dev.loom.bus.Address;
import dev.loom.bus.Addresses;
import dev.loom.bus.BusObserver;
import dev.loom.bus.secret.Secrets;
import dev.loom.contracts.change.ListChanges;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.pattern.ListPatterns;
import dev.loom.contracts.process.LoadProcess;
import dev.loom.contracts.task.ExecuteCommand;
import dev.loom.contracts.tool.DescribeEffects;
import dev.loom.contracts.tool.InspectWorkspace;
import dev.loom.contracts.tool.ReadWorkspaceFile;
import dev.loom.contracts.tool.RunTool;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.contracts.transcript.TranscriptEntry;
import dev.loom.contracts.transcript.TranscriptException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Records a transcript of each task that is accepted while the recorder observes the bus.
///
/// Only requests to [#ADDRESSES] are recorded. For a replay to have a reply, a new request that
/// affects a run needs:
/// - its address in [#ADDRESSES] and a case in `recordingsFor`, or in [SharedReplyCache] if it does
///   not depend on the task;
/// - a row in [RecordedRequest] and its kind in `TranscriptEntry.ServiceCall`;
/// - a handler in `RecordedServices`, and in `RunTrace` if replays compare it.
///
/// Every `TaskCommand` is recorded. A task submitted to an earlier engine is not recorded.
public final class Recorder implements BusObserver, AutoCloseable {
  /// Addresses to observe.
  public static final Set<Address<?, ?>> ADDRESSES =
      Set.of(
          Addresses.JOURNAL_APPEND,
          Addresses.PATTERN_LIST,
          Addresses.PROCESS_LOAD,
          Addresses.TOOL_LIST,
          Addresses.MODEL_COMPLETE,
          Addresses.TOOL_EFFECTS,
          Addresses.TOOL_RUN,
          Addresses.WORKSPACE_INSPECT,
          Addresses.WORKSPACE_READ,
          Addresses.CHANGES_LIST,
          Addresses.TASK_COMMAND);

  /// Limit of requests in [#pendingRequests]. Further ones are not tracked.
  private static final int PENDING_MAX = 10_000;

  private static final Logger LOG = System.getLogger(Recorder.class.getName());

  private final TranscriptTarget target;
  private final LoomConfig config;
  private final String version;
  private final InstantSource clock;
  private final TranscriptWriter writer;
  private final SharedReplyCache sharedContext = new SharedReplyCache();
  private final Map<TaskId, TaskRecording> recordings = new HashMap<>();

  /// Requests that [#onReply] handles itself, by exchange.
  private final Map<Long, Record> pendingRequests = new HashMap<>();

  /// @param target destination of transcripts
  /// @param version engine version
  public Recorder(
      TranscriptTarget target,
      LoomConfig config,
      Secrets secrets,
      String version,
      InstantSource clock) {
    this.target = target;
    this.config = config;
    this.version = version;
    this.clock = clock;
    this.writer = new TranscriptWriter(secrets);
  }

  @Override
  public synchronized void onRequest(long exchange, Record request) {
    if (request instanceof CompleteModel model && model.subtaskId().isEmpty()) {
      recording(model.taskId())
          .forEach(recording -> sharedContext.learnedPatterns(model).ifPresent(recording::write));
    }
    switch (request) {
      case AppendEvents _, ListPatterns _, LoadProcess _ -> {
        if (pendingRequests.size() < PENDING_MAX) {
          pendingRequests.put(exchange, request);
        }
      }
      default ->
          recordingsFor(request).forEach(recording -> recording.onRequest(exchange, request));
    }
  }

  /// Returns the recordings that a request belongs to. Requests about a workspace carry no task id,
  /// so they are added to all recordings in that workspace.
  private Collection<TaskRecording> recordingsFor(Record request) {
    return switch (request) {
      case CompleteModel r -> recording(r.taskId());
      case DescribeEffects r -> recording(r.taskId());
      case RunTool r -> recording(r.taskId());
      case ListChanges r -> recording(r.taskId());
      case ExecuteCommand r -> recording(r.taskId());
      case InspectWorkspace r -> r.withListing() ? recordingsIn(r.path()) : List.of();
      case ReadWorkspaceFile r -> recordingsIn(r.workspace());
      default -> List.of();
    };
  }

  private List<TaskRecording> recording(TaskId task) {
    return Optional.ofNullable(recordings.get(task)).stream().toList();
  }

  private List<TaskRecording> recordingsIn(String workspace) {
    return recordings.values().stream().filter(r -> r.workspace().equals(workspace)).toList();
  }

  @Override
  public synchronized void onReply(long exchange, Record reply) {
    var request = pendingRequests.remove(exchange);
    if (request instanceof AppendEvents append) {
      append.events().forEach(event -> onAppended(append, event));
    } else if (request != null) {
      sharedContext.onReply(request, reply);
    } else if (reply instanceof ToolCatalogue tools) {
      sharedContext.tools(tools);
    } else {
      recordings.values().forEach(r -> r.onReply(exchange, Optional.of(reply), Optional.empty()));
    }
  }

  @Override
  public synchronized void onError(long exchange, ServiceError error) {
    if (pendingRequests.remove(exchange) == null) {
      recordings
          .values()
          .forEach(recording -> recording.onReply(exchange, Optional.empty(), Optional.of(error)));
    }
  }

  private void onAppended(AppendEvents append, TaskEvent.Recorded event) {
    if (event instanceof TaskEvent.TaskSubmitted submitted) {
      startRecording(append.taskId(), submitted);
    }
    var recording = recordings.get(append.taskId());
    if (recording == null) {
      return;
    }
    if (event instanceof TaskEvent.ModelWaiting) {
      // A replay has no outages.
      return;
    }
    recording.onAppended();
    EventConverter.implicitInput(event).ifPresent(input -> recording.onExpiry(input));
    var entry = EventConverter.entry(event);
    if (event.type().endsTask()) {
      recordings.remove(append.taskId());
      recording.end(entry.orElseThrow());
    } else {
      entry.ifPresent(recording::write);
    }
  }

  private void startRecording(TaskId task, TaskEvent.TaskSubmitted submitted) {
    if (submitted.retry().isPresent()) {
      // Its transcript would lack what it takes over, so no replay could follow it.
      LOG.log(Level.WARNING, "Task {0} is not recorded: it retries another task", task);
      return;
    }
    try {
      var file = target.fileFor(task);
      if (file.isPresent()) {
        var spec = submitted.task();
        var recording = new TaskRecording(task, spec.workspace(), file.get(), writer);
        recordings.put(task, recording);
        recording.write(
            new TranscriptEntry.Header(TranscriptEntry.Header.VERSION, version, clock.instant()));
        recording.write(
            new TranscriptEntry.TaskInput(
                spec, config.tasks().execution(), config.tasks().verification()));
        sharedContext.entriesFor(spec).forEach(recording::write);
      }
    } catch (TranscriptException failure) {
      LOG.log(Level.WARNING, "Task {0} is not recorded: {1}", task, failure.getMessage());
    }
  }

  /// Writes all queued entries. The transcripts of unfinished tasks have no end.
  @Override
  public void close() {
    synchronized (this) {
      recordings.values().forEach(TaskRecording::abandon);
      recordings.clear();
    }
    writer.close();
    target.close();
  }
}
