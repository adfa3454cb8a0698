package dev.loom.engine.transcript;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Address;
import dev.loom.contracts.bus.BusObserver;
import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.bus.Topic;
import dev.loom.contracts.change.ListChanges;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.event.StreamedToken;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.pattern.ListPatterns;
import dev.loom.contracts.process.LoadProcess;
import dev.loom.contracts.task.ResolveApproval;
import dev.loom.contracts.task.AnswerQuestion;
import dev.loom.contracts.task.CancelTask;
import dev.loom.contracts.task.PauseTask;
import dev.loom.contracts.task.ResumeTask;
import dev.loom.contracts.task.SteerTask;
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

/// Writes a transcript of each task that is accepted while it listens.
///
/// A task that an earlier engine began is not recorded: its beginning was not heard.
public final class Recorder implements BusObserver, AutoCloseable {
  /// What is to be overheard.
  public static final Set<Address<?, ?>> QUESTIONS =
      Set.of(
          Addresses.JOURNAL_APPEND,
          Addresses.PATTERN_LIST,
          Addresses.PROCESS_LOAD,
          Addresses.TOOL_LIST,
          Addresses.MODEL_COMPLETE,
          Addresses.TOOL_RUN,
          Addresses.WORKSPACE_INSPECT,
          Addresses.WORKSPACE_READ,
          Addresses.CHANGES_LIST,
          Addresses.TASK_APPROVE,
          Addresses.TASK_ANSWER,
          Addresses.TASK_STEER,
          Addresses.TASK_PAUSE,
          Addresses.TASK_RESUME,
          Addresses.TASK_CANCEL);

  /// What is told and to be heard.
  public static final Set<Topic<?>> TOPICS = Set.of(Addresses.TOKENS);

  /// Questions whose answers are facts about the engine, by exchange.
  private static final int FACTS_MAX = 10_000;

  private static final Logger LOG = System.getLogger(Recorder.class.getName());

  private final Shelf shelf;
  private final LoomConfig config;
  private final String version;
  private final InstantSource clock;
  private final Pen pen;
  private final EngineFacts facts = new EngineFacts();
  private final Map<TaskId, TaskRecording> recordings = new HashMap<>();
  private final Map<Long, Record> asked = new HashMap<>();

  /// @param shelf where transcripts go
  /// @param version of this engine
  public Recorder(
      Shelf shelf, LoomConfig config, Secrets secrets, String version, InstantSource clock) {
    this.shelf = shelf;
    this.config = config;
    this.version = version;
    this.clock = clock;
    this.pen = new Pen(secrets);
  }

  @Override
  public synchronized void onRequest(long exchange, Record question) {
    if (question instanceof CompleteModel model && model.subtaskId().isEmpty()) {
      recording(model.taskId()).forEach(each -> facts.learned(model).ifPresent(each::write));
    }
    switch (question) {
      case AppendEvents append -> remember(exchange, append);
      case ListPatterns patterns -> remember(exchange, patterns);
      case LoadProcess process -> remember(exchange, process);
      default -> of(question).forEach(each -> each.asked(exchange, question));
    }
  }

  private void remember(long exchange, Record question) {
    if (asked.size() < FACTS_MAX) {
      asked.put(exchange, question);
    }
  }

  /// The tasks that a question is about. Those about a workspace do not say for which task they are
  /// asked, so they are part of every task that works there.
  private Collection<TaskRecording> of(Record question) {
    return switch (question) {
      case CompleteModel q -> recording(q.taskId());
      case RunTool q -> recording(q.taskId());
      case ListChanges q -> recording(q.taskId());
      case ResolveApproval q -> recording(q.taskId());
      case AnswerQuestion q -> recording(q.taskId());
      case SteerTask q -> recording(q.taskId());
      case PauseTask q -> recording(q.taskId());
      case ResumeTask q -> recording(q.taskId());
      case CancelTask q -> recording(q.taskId());
      case InspectWorkspace q -> q.withListing() ? in(q.path()) : List.of();
      case ReadWorkspaceFile q -> in(q.workspace());
      default -> List.of();
    };
  }

  private List<TaskRecording> recording(TaskId task) {
    return Optional.ofNullable(recordings.get(task)).stream().toList();
  }

  private List<TaskRecording> in(String workspace) {
    return recordings.values().stream().filter(r -> r.workspace().equals(workspace)).toList();
  }

  @Override
  public synchronized void onReply(long exchange, Record answer) {
    var question = asked.remove(exchange);
    if (question instanceof AppendEvents append) {
      append.events().forEach(event -> recorded(append, event));
    } else if (question != null) {
      facts.answered(question, answer);
    } else if (answer instanceof ToolCatalogue tools) {
      facts.tools(tools);
    } else {
      recordings.values().forEach(r -> r.answered(exchange, Optional.of(answer), Optional.empty()));
    }
  }

  @Override
  public synchronized void onError(long exchange, ServiceError refusal) {
    if (asked.remove(exchange) == null) {
      recordings
          .values()
          .forEach(each -> each.answered(exchange, Optional.empty(), Optional.of(refusal)));
    }
  }

  @Override
  public synchronized void onPublish(Record message) {
    if (message instanceof StreamedToken token) {
      recording(token.taskId())
          .forEach(each -> each.heard(token.event().subtaskId(), token.event().token()));
    }
  }

  private void recorded(AppendEvents append, TaskEvent.Recorded event) {
    if (event instanceof TaskEvent.TaskSubmitted submitted) {
      begin(append.taskId(), submitted);
    }
    var recording = recordings.get(append.taskId());
    if (recording == null) {
      return;
    }
    recording.recorded(append.lastSeq());
    Decisions.entry(event).ifPresent(recording::write);
    Decisions.silence(event)
        .ifPresent(
            word ->
                recording.unanswered(word, append.firstSeq() + append.events().indexOf(event) - 1));
    Decisions.end(event)
        .ifPresent(
            end -> {
              recordings.remove(append.taskId());
              recording.end(end);
            });
  }

  private void begin(TaskId task, TaskEvent.TaskSubmitted submitted) {
    try {
      var file = shelf.fileFor(task);
      if (file.isPresent()) {
        var spec = submitted.task();
        var recording = new TaskRecording(task, spec.workspace(), file.get(), pen);
        recordings.put(task, recording);
        recording.write(new TranscriptEntry.Header(TranscriptEntry.Header.VERSION, version, clock.instant()));
        recording.write(new TranscriptEntry.TaskInput(spec, config.execution(), config.verification()));
        facts.about(spec).forEach(recording::write);
      }
    } catch (TranscriptException refused) {
      LOG.log(Level.WARNING, "Task {0} is not recorded: {1}", task, refused.getMessage());
    }
  }

  /// Writes what is to be written. Tasks that have not ended have transcripts without an end.
  @Override
  public void close() {
    synchronized (this) {
      recordings.values().forEach(TaskRecording::leave);
      recordings.clear();
    }
    pen.close();
    shelf.close();
  }
}
