package dev.loom.bus;

import dev.loom.contracts.change.ListChanges;
import dev.loom.contracts.change.UndoChanges;
import dev.loom.contracts.config.ResolveSettings;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.event.TransientEvent;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.journal.AuditReport;
import dev.loom.contracts.journal.AuditStorage;
import dev.loom.contracts.journal.CheckStorage;
import dev.loom.contracts.journal.ClaimTasks;
import dev.loom.contracts.journal.FindByIdempotencyKey;
import dev.loom.contracts.journal.FindReply;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.journal.ListTasks;
import dev.loom.contracts.journal.LoadTaskHistory;
import dev.loom.contracts.journal.ReadBlob;
import dev.loom.contracts.journal.ReadEvents;
import dev.loom.contracts.journal.SaveCheckpoint;
import dev.loom.contracts.journal.SaveReply;
import dev.loom.contracts.model.CheckModels;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.model.ListEndpointModels;
import dev.loom.contracts.model.ListModels;
import dev.loom.contracts.model.ModelWait;
import dev.loom.contracts.pattern.DeletePatterns;
import dev.loom.contracts.pattern.ListPatterns;
import dev.loom.contracts.process.ListProcesses;
import dev.loom.contracts.process.LoadProcess;
import dev.loom.contracts.task.AuditTasks;
import dev.loom.contracts.task.AwaitTask;
import dev.loom.contracts.task.DecisionChanged;
import dev.loom.contracts.task.ExecuteCommand;
import dev.loom.contracts.task.ListPendingDecisions;
import dev.loom.contracts.task.RetryTask;
import dev.loom.contracts.task.SubmitTask;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.UndoTask;
import dev.loom.contracts.tool.CheckSandbox;
import dev.loom.contracts.tool.DescribeEffects;
import dev.loom.contracts.tool.InspectWorkspace;
import dev.loom.contracts.tool.ListMcpServers;
import dev.loom.contracts.tool.ListTools;
import dev.loom.contracts.tool.ReadWorkspaceFile;
import dev.loom.contracts.tool.RegisterTools;
import dev.loom.contracts.tool.RunTool;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.contracts.tool.ToolsChanged;
import dev.loom.contracts.tool.WithdrawTools;
import dev.loom.contracts.webhook.ClaimWebhooks;
import dev.loom.contracts.webhook.RecordWebhookAttempt;
import dev.loom.contracts.webhook.WebhookQueued;
import java.time.Duration;

/// Lists all request addresses and topics of the event bus. No other file contains an address
/// literal; a structural test enforces this. What an engine does for itself is local; commands,
/// changes, model and tool calls go to the engine that owns the task or offers the model or tool.
public final class Addresses {
  private static final Duration QUICK = Duration.ofSeconds(10);

  /// Maximum duration of a request for tool effects, which a model turn waits for.
  private static final Duration EFFECTS = Duration.ofSeconds(5);

  private static final Duration DISK = Duration.ofSeconds(30);

  /// Maximum duration of a model call including retries, queueing and waiting for unavailable
  /// models. The models module applies shorter deadlines of its own.
  private static final Duration MODEL = Duration.ofHours(3);

  /// Audits read the whole database.
  private static final Duration AUDIT = Duration.ofMinutes(10);

  /// Maximum duration of a tool call including queueing, of which waiting for other calls in the
  /// workspace takes at most one hour. Each tool has a shorter limit.
  private static final Duration TOOL = Duration.ofHours(3);

  /// For reading or restoring every file that a task changed.
  private static final Duration CHANGES = Duration.ofMinutes(2);

  // ---- memory ----

  public static final Address<AppendEvents, AppendEvents.Appended> JOURNAL_APPEND =
      local("loom.journal.append", AppendEvents.class, AppendEvents.Appended.class, DISK);
  public static final Address<ReadEvents, ReadEvents.Page> JOURNAL_READ =
      local("loom.journal.read", ReadEvents.class, ReadEvents.Page.class, DISK);
  public static final Address<SaveCheckpoint, SaveCheckpoint.Saved> CHECKPOINT_SAVE =
      local("loom.checkpoint.save", SaveCheckpoint.class, SaveCheckpoint.Saved.class, DISK);
  public static final Address<LoadTaskHistory, LoadTaskHistory.History> JOURNAL_LOAD_HISTORY =
      local("loom.journal.recall", LoadTaskHistory.class, LoadTaskHistory.History.class, DISK);
  public static final Address<ReadBlob, ReadBlob.Blob> JOURNAL_BLOB =
      local("loom.journal.blob", ReadBlob.class, ReadBlob.Blob.class, DISK);
  public static final Address<FindTask, TaskSnapshot> TASK_FIND =
      local("loom.task.find", FindTask.class, TaskSnapshot.class, DISK);
  public static final Address<ListTasks, ListTasks.Found> TASK_LIST =
      local("loom.task.list", ListTasks.class, ListTasks.Found.class, DISK);
  public static final Address<ClaimTasks, ClaimTasks.Claimed> TASK_CLAIM =
      local("loom.task.claim", ClaimTasks.class, ClaimTasks.Claimed.class, DISK);

  public static final Address<FindByIdempotencyKey, FindByIdempotencyKey.Found>
      IDEMPOTENCY_KEY_FIND =
          local(
              "loom.submission.find",
              FindByIdempotencyKey.class,
              FindByIdempotencyKey.Found.class,
              DISK);
  public static final Address<CheckStorage, CheckStorage.StorageHealth> STORAGE_CHECK =
      local("loom.storage.check", CheckStorage.class, CheckStorage.StorageHealth.class, DISK);
  public static final Address<FindReply, FindReply.Found> REPLY_FIND =
      local("loom.reply.find", FindReply.class, FindReply.Found.class, DISK);
  public static final Address<SaveReply, SaveReply.Saved> REPLY_SAVE =
      local("loom.reply.save", SaveReply.class, SaveReply.Saved.class, DISK);
  public static final Address<AuditStorage, AuditReport> STORAGE_AUDIT =
      local("loom.storage.audit", AuditStorage.class, AuditReport.class, AUDIT);
  public static final Address<ListPatterns, ListPatterns.Found> PATTERN_LIST =
      local("loom.pattern.list", ListPatterns.class, ListPatterns.Found.class, DISK);
  public static final Address<DeletePatterns, DeletePatterns.Deleted> PATTERN_DELETE =
      local("loom.pattern.forget", DeletePatterns.class, DeletePatterns.Deleted.class, DISK);

  public static final Address<ClaimWebhooks, ClaimWebhooks.Claimed> WEBHOOK_CLAIM =
      local("loom.webhook.claim", ClaimWebhooks.class, ClaimWebhooks.Claimed.class, DISK);
  public static final Address<RecordWebhookAttempt, RecordWebhookAttempt.Recorded>
      WEBHOOK_RECORD_ATTEMPT =
          local(
              "loom.webhook.settle",
              RecordWebhookAttempt.class,
              RecordWebhookAttempt.Recorded.class,
              DISK);

  public static final Address<ListPendingDecisions, ListPendingDecisions.Found> DECISION_LIST =
      local(
          "loom.decision.list", ListPendingDecisions.class, ListPendingDecisions.Found.class, DISK);

  // ---- orchestrator ----

  public static final Address<SubmitTask, SubmitTask.Accepted> TASK_SUBMIT =
      local("loom.task.submit", SubmitTask.class, SubmitTask.Accepted.class, DISK);

  public static final Address<ResolveSettings, ResolveSettings.Resolved> SETTINGS_RESOLVE =
      local("loom.settings.resolve", ResolveSettings.class, ResolveSettings.Resolved.class, QUICK);

  public static final Address<RetryTask, SubmitTask.Accepted> TASK_RETRY =
      local("loom.task.retry", RetryTask.class, SubmitTask.Accepted.class, DISK);

  public static final Address<ExecuteCommand, ExecuteCommand.Executed> TASK_COMMAND =
      atEngine("loom.task.command", ExecuteCommand.class, ExecuteCommand.Executed.class, DISK);

  public static final Address<AwaitTask, AwaitTask.Awaited> TASK_AWAIT =
      local(
          "loom.task.await",
          AwaitTask.class,
          AwaitTask.Awaited.class,
          AwaitTask.WAIT_MAX.plus(DISK));
  public static final Address<UndoTask, UndoChanges.Undone> TASK_UNDO =
      atEngine("loom.task.undo", UndoTask.class, UndoChanges.Undone.class, DISK);
  public static final Address<AuditTasks, AuditReport> TASK_AUDIT =
      local("loom.task.audit", AuditTasks.class, AuditReport.class, AUDIT);

  // ---- models ----

  public static final Address<CompleteModel, CompleteModel.Completion> MODEL_COMPLETE =
      atEngine("loom.model.ask", CompleteModel.class, CompleteModel.Completion.class, MODEL);
  public static final Address<ListModels, ListModels.Found> MODEL_LIST =
      local("loom.model.list", ListModels.class, ListModels.Found.class, QUICK);
  public static final Address<CheckModels, CheckModels.Checked> MODEL_CHECK =
      local("loom.model.try", CheckModels.class, CheckModels.Checked.class, MODEL);
  public static final Address<ListEndpointModels, ListEndpointModels.Found> MODEL_LIST_ENDPOINT =
      local("loom.model.find", ListEndpointModels.class, ListEndpointModels.Found.class, DISK);

  // ---- tools ----

  public static final Address<RunTool, RunTool.Outcome> TOOL_RUN =
      atEngine("loom.tool.run", RunTool.class, RunTool.Outcome.class, TOOL);
  public static final Address<ListTools, ToolCatalogue> TOOL_LIST =
      local("loom.tool.list", ListTools.class, ToolCatalogue.class, QUICK);
  public static final Address<RegisterTools, ToolsChanged> TOOLS_REGISTER =
      atEngine("loom.tool.register", RegisterTools.class, ToolsChanged.class, QUICK);
  public static final Address<WithdrawTools, ToolsChanged> TOOLS_WITHDRAW =
      atEngine("loom.tool.withdraw", WithdrawTools.class, ToolsChanged.class, QUICK);
  public static final Address<DescribeEffects, DescribeEffects.Described> TOOL_EFFECTS =
      atEngine(
          "loom.tool.effects", DescribeEffects.class, DescribeEffects.Described.class, EFFECTS);
  public static final Address<CheckSandbox, CheckSandbox.Status> TOOL_SANDBOX =
      local("loom.tool.sandbox", CheckSandbox.class, CheckSandbox.Status.class, QUICK);
  public static final Address<ListMcpServers, ListMcpServers.Found> MCP_SERVERS =
      local("loom.tool.mcp", ListMcpServers.class, ListMcpServers.Found.class, QUICK);
  public static final Address<InspectWorkspace, InspectWorkspace.WorkspaceInfo> WORKSPACE_INSPECT =
      local(
          "loom.workspace.inspect",
          InspectWorkspace.class,
          InspectWorkspace.WorkspaceInfo.class,
          QUICK);
  public static final Address<ReadWorkspaceFile, ReadWorkspaceFile.Content> WORKSPACE_READ =
      local("loom.workspace.read", ReadWorkspaceFile.class, ReadWorkspaceFile.Content.class, QUICK);

  public static final Address<ListChanges, ListChanges.Found> CHANGES_LIST =
      atEngine("loom.changes.list", ListChanges.class, ListChanges.Found.class, CHANGES);
  public static final Address<UndoChanges, UndoChanges.Undone> CHANGES_UNDO =
      atEngine("loom.changes.undo", UndoChanges.class, UndoChanges.Undone.class, CHANGES);

  // ---- processes ----

  public static final Address<LoadProcess, LoadProcess.Loaded> PROCESS_LOAD =
      local("loom.process.load", LoadProcess.class, LoadProcess.Loaded.class, QUICK);
  public static final Address<ListProcesses, ListProcesses.Found> PROCESS_LIST =
      local("loom.process.list", ListProcesses.class, ListProcesses.Found.class, QUICK);

  // ---- topics, by task id unless said otherwise ----

  /// Journaled events in order, published after their commit.
  public static final Topic<JournalEntry> TASK_EVENTS =
      new Topic<>("loom.events", JournalEntry.class);

  /// Decisions that a task begins or ceases to wait for, published after the commit.
  public static final Topic<DecisionChanged> PENDING_DECISIONS =
      new Topic<>("loom.decisions", DecisionChanged.class);

  /// Streamed model output and progress of tool calls. Not stored.
  public static final Topic<TransientEvent> TRANSIENT_EVENTS =
      new Topic<>("loom.transient", TransientEvent.class);

  /// Model requests that wait for unavailable models.
  public static final Topic<ModelWait> MODEL_WAITS =
      new Topic<>("loom.model.waits", ModelWait.class);

  /// Webhooks that are stored and due.
  public static final Topic<WebhookQueued> WEBHOOKS_QUEUED =
      new Topic<>("loom.webhooks", WebhookQueued.class);

  /// Tools that were registered or withdrawn, by the id of their host.
  public static final Topic<ToolsChanged> TOOLS_CHANGED =
      new Topic<>("loom.tools", ToolsChanged.class);

  private Addresses() {}

  private static <Q extends Record, R extends Record> Address<Q, R> local(
      String name, Class<Q> requestType, Class<R> replyType, Duration deadline) {
    return new Address<>(name, requestType, replyType, deadline, Address.Scope.LOCAL);
  }

  private static <Q extends Record, R extends Record> Address<Q, R> atEngine(
      String name, Class<Q> requestType, Class<R> replyType, Duration deadline) {
    return new Address<>(name, requestType, replyType, deadline, Address.Scope.AT_ENGINE);
  }
}
