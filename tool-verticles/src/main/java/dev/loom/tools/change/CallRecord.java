package dev.loom.tools.change;

import dev.loom.api.tool.ProcessRunner;
import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.Workspace;
import dev.loom.contracts.tool.RunTool;
import dev.loom.tools.workspace.ConfinedWorkspace;
import dev.loom.tools.workspace.Survey;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/// Keeps what one call does to files. It costs nothing until the call writes or runs a command.
public final class CallRecord {
  private static final Logger LOG = System.getLogger(CallRecord.class.getName());

  private final ChangeLedger house;
  private final RunTool call;
  private final List<Touch> done = new ArrayList<>();

  /// What the tool calls a path, by what it really is.
  private final Map<String, String> names = new TreeMap<>();

  private ConfinedWorkspace workspace;
  private TaskLedger ledger;
  private Backup backup;
  private RecordingCommands commands;
  private boolean unknown;

  /// What a repeated call changed in all its tries.
  private Optional<List<FileChange>> earlier = Optional.empty();

  CallRecord(ChangeLedger house, RunTool call) {
    this.house = house;
    this.call = call;
  }

  /// The workspace for the tool: what it writes is recorded.
  ///
  /// @param opened stays the caller's to close, after this record
  public Workspace over(ConfinedWorkspace opened) {
    this.workspace = opened;
    return new RecordingWorkspace(opened, this);
  }

  /// The commands for the tool: what they do to the workspace is recorded.
  public ProcessRunner over(ProcessRunner plain) {
    commands = new RecordingCommands(plain, this);
    return commands;
  }

  ConfinedWorkspace workspace() {
    return workspace;
  }

  Present present() {
    return new Present(workspace, house.images(), house.limits());
  }

  Optional<Survey> survey() throws IOException {
    return house.survey(workspace);
  }

  /// What is known of the workspace, held on to until the record is closed.
  synchronized Backup backup() {
    if (backup == null) {
      backup = house.useBackup(workspace.root());
    }
    return backup;
  }

  Limits limits() {
    return house.limits();
  }

  ImageStore images() {
    return house.images();
  }

  Path pendingFile() {
    return house.pendingFile(call.taskId(), call.stepId());
  }

  RunTool call() {
    return call;
  }

  /// The task's ledger, with whatever a crash left open brought to its end.
  synchronized TaskLedger ledger() throws IOException {
    if (ledger == null) {
      ledger = house.open(call.taskId(), workspace);
    }
    return ledger;
  }

  Touch touch(String path, Version before, Version after, int newDirectories) {
    return new Touch(
        call.subtaskId(),
        call.stepId(),
        call.tool(),
        path,
        before,
        after,
        newDirectories,
        Instant.now());
  }

  /// Adds to the task's ledger. Another call may do that for this one when it has just ended.
  void append(List<? extends LedgerLine> lines, boolean durable) throws IOException {
    house.append(call.taskId(), workspace.root(), List.copyOf(lines), durable);
  }

  synchronized void name(String path, String asked) {
    names.putIfAbsent(path, asked);
  }

  synchronized void done(List<Touch> touches) {
    done.addAll(touches);
  }

  /// The record has a hole: more files than are compared, or a disk that takes no record.
  synchronized void holdUnknown() {
    unknown = true;
  }

  <T> T uninterrupted(Callable<T> work) throws IOException {
    return house.uninterrupted(work);
  }

  /// Ends the record, once everything the call started is dead.
  public void close() {
    try {
      if (commands != null) {
        commands.close();
      }
      if (call.repeated() && workspace != null) {
        earlier = house.changes(call, workspace);
      }
    } catch (IOException unrecorded) {
      failed(unrecorded);
    } finally {
      release();
    }
  }

  /// What a finished command did could not be recorded. The next engine finds it by its manifest.
  void failed(IOException unrecorded) {
    holdUnknown();
    LOG.log(
        Level.WARNING,
        "What step {0} of task {1} did to files is not recorded: {2}",
        call.stepId(),
        call.taskId(),
        unrecorded.getMessage());
  }

  private synchronized void release() {
    if (ledger != null) {
      ledger.release();
    }
    if (backup != null) {
      Backups.release(backup);
    }
  }

  /// Whether files may have changed that [#changes] does not name.
  public synchronized boolean isUnknown() {
    return unknown;
  }

  /// The files that this call changed, its first try included when it was repeated, by path. Known
  /// once the record is closed.
  public synchronized List<FileChange> changes() {
    if (earlier.isPresent()) {
      return earlier.get();
    }
    var changes = new TreeMap<String, FileChange>();
    for (var recorded :
        new History(done.stream().<LedgerLine>map(LedgerLine.Done::new).toList()).changes()) {
      var path = recorded.touch().path();
      var shown = names.getOrDefault(path, path);
      changes.put(shown, new FileChange(shown, recorded.kind().orElseThrow()));
    }
    return List.copyOf(changes.values());
  }
}
