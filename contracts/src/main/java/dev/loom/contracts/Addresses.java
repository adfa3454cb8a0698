package dev.loom.contracts;

import dev.loom.contracts.bus.Address;
import dev.loom.contracts.bus.Topic;
import dev.loom.contracts.change.ChangeList;
import dev.loom.contracts.change.ListChanges;
import dev.loom.contracts.change.UndoChanges;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.event.Token;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.journal.Appended;
import dev.loom.contracts.journal.AuditReport;
import dev.loom.contracts.journal.AuditStorage;
import dev.loom.contracts.journal.EventPage;
import dev.loom.contracts.journal.FindSubmission;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.journal.ListTasks;
import dev.loom.contracts.journal.ReadBlob;
import dev.loom.contracts.journal.ReadEvents;
import dev.loom.contracts.journal.RecallTask;
import dev.loom.contracts.journal.TaskHistory;
import dev.loom.contracts.journal.TaskList;
import dev.loom.contracts.journal.UnfinishedTasks;
import dev.loom.contracts.model.AskModel;
import dev.loom.contracts.model.FindModels;
import dev.loom.contracts.model.FoundModels;
import dev.loom.contracts.model.ListModels;
import dev.loom.contracts.model.ModelAnswer;
import dev.loom.contracts.model.ModelList;
import dev.loom.contracts.model.ModelTrials;
import dev.loom.contracts.model.TryModels;
import dev.loom.contracts.pattern.ForgetPatterns;
import dev.loom.contracts.pattern.ListPatterns;
import dev.loom.contracts.process.ListProcesses;
import dev.loom.contracts.process.LoadProcess;
import dev.loom.contracts.task.AnswerApproval;
import dev.loom.contracts.task.AnswerQuestion;
import dev.loom.contracts.task.AuditTasks;
import dev.loom.contracts.task.CancelTask;
import dev.loom.contracts.task.GiveFeedback;
import dev.loom.contracts.task.PauseTask;
import dev.loom.contracts.task.ResumeTask;
import dev.loom.contracts.task.SteerTask;
import dev.loom.contracts.task.SubmitTask;
import dev.loom.contracts.task.TaskControlled;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.UndoTask;
import dev.loom.contracts.tool.InspectWorkspace;
import dev.loom.contracts.tool.ListTools;
import dev.loom.contracts.tool.ReadWorkspaceFile;
import dev.loom.contracts.tool.RunTool;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.contracts.tool.ToolOutcome;
import dev.loom.contracts.webhook.DueWebhooks;
import dev.loom.contracts.webhook.SettleWebhook;
import dev.loom.contracts.webhook.WebhookStored;
import java.time.Duration;

/// The address book: every question that one room can ask another, and every topic it can hear.
///
/// No other file holds the name of an address; a test sees to it.
public final class Addresses {
  private static final Duration QUICK = Duration.ofSeconds(10);
  private static final Duration DISK = Duration.ofSeconds(30);

  /// The longest a model may take, retries and waiting in line included; the models' room keeps
  /// shorter deadlines of its own.
  private static final Duration MODEL = Duration.ofHours(1);

  /// An examination reads everything there is.
  private static final Duration AUDIT = Duration.ofMinutes(10);

  /// The longest a tool may take, waiting in line included; each tool has a shorter limit.
  private static final Duration TOOL = Duration.ofHours(2);

  /// Reading or restoring every file that a task changed.
  private static final Duration CHANGES = Duration.ofMinutes(2);

  // ---- memory ----

  public static final Address<AppendEvents, Appended> JOURNAL_APPEND =
      new Address<>("loom.journal.append", AppendEvents.class, Appended.class, DISK);
  public static final Address<ReadEvents, EventPage> JOURNAL_READ =
      new Address<>("loom.journal.read", ReadEvents.class, EventPage.class, DISK);
  public static final Address<RecallTask, TaskHistory> JOURNAL_RECALL =
      new Address<>("loom.journal.recall", RecallTask.class, TaskHistory.class, DISK);
  public static final Address<ReadBlob, ReadBlob.Blob> JOURNAL_BLOB =
      new Address<>("loom.journal.blob", ReadBlob.class, ReadBlob.Blob.class, DISK);
  public static final Address<FindTask, TaskSnapshot> TASK_FIND =
      new Address<>("loom.task.find", FindTask.class, TaskSnapshot.class, DISK);
  public static final Address<ListTasks, TaskList> TASK_LIST =
      new Address<>("loom.task.list", ListTasks.class, TaskList.class, DISK);
  public static final Address<UnfinishedTasks, UnfinishedTasks.Found> TASKS_UNFINISHED =
      new Address<>(
          "loom.task.unfinished", UnfinishedTasks.class, UnfinishedTasks.Found.class, DISK);

  public static final Address<FindSubmission, FindSubmission.Found> SUBMISSION_FIND =
      new Address<>("loom.submission.find", FindSubmission.class, FindSubmission.Found.class, DISK);
  public static final Address<AuditStorage, AuditReport> STORAGE_AUDIT =
      new Address<>("loom.storage.audit", AuditStorage.class, AuditReport.class, AUDIT);
  public static final Address<ListPatterns, ListPatterns.Found> PATTERN_LIST =
      new Address<>("loom.pattern.list", ListPatterns.class, ListPatterns.Found.class, DISK);
  public static final Address<ForgetPatterns, ForgetPatterns.Forgotten> PATTERN_FORGET =
      new Address<>(
          "loom.pattern.forget", ForgetPatterns.class, ForgetPatterns.Forgotten.class, DISK);

  public static final Address<DueWebhooks, DueWebhooks.Found> WEBHOOK_DUE =
      new Address<>("loom.webhook.due", DueWebhooks.class, DueWebhooks.Found.class, DISK);
  public static final Address<SettleWebhook, SettleWebhook.Settled> WEBHOOK_SETTLE =
      new Address<>("loom.webhook.settle", SettleWebhook.class, SettleWebhook.Settled.class, DISK);

  // ---- orchestrator ----

  public static final Address<SubmitTask, SubmitTask.Accepted> TASK_SUBMIT =
      new Address<>("loom.task.submit", SubmitTask.class, SubmitTask.Accepted.class, DISK);
  public static final Address<CancelTask, TaskControlled> TASK_CANCEL =
      new Address<>("loom.task.cancel", CancelTask.class, TaskControlled.class, DISK);
  public static final Address<AnswerApproval, TaskControlled> TASK_APPROVE =
      new Address<>("loom.task.approve", AnswerApproval.class, TaskControlled.class, DISK);

  public static final Address<SteerTask, TaskControlled> TASK_STEER =
      new Address<>("loom.task.steer", SteerTask.class, TaskControlled.class, DISK);
  public static final Address<PauseTask, TaskControlled> TASK_PAUSE =
      new Address<>("loom.task.pause", PauseTask.class, TaskControlled.class, DISK);
  public static final Address<ResumeTask, TaskControlled> TASK_RESUME =
      new Address<>("loom.task.resume", ResumeTask.class, TaskControlled.class, DISK);
  public static final Address<AnswerQuestion, TaskControlled> TASK_ANSWER =
      new Address<>("loom.task.answer", AnswerQuestion.class, TaskControlled.class, DISK);
  public static final Address<GiveFeedback, TaskControlled> TASK_FEEDBACK =
      new Address<>("loom.task.feedback", GiveFeedback.class, TaskControlled.class, DISK);
  public static final Address<UndoTask, UndoChanges.Undone> TASK_UNDO =
      new Address<>("loom.task.undo", UndoTask.class, UndoChanges.Undone.class, DISK);
  public static final Address<AuditTasks, AuditReport> TASK_AUDIT =
      new Address<>("loom.task.audit", AuditTasks.class, AuditReport.class, AUDIT);

  // ---- models ----

  public static final Address<AskModel, ModelAnswer> MODEL_ASK =
      new Address<>("loom.model.ask", AskModel.class, ModelAnswer.class, MODEL);
  public static final Address<ListModels, ModelList> MODEL_LIST =
      new Address<>("loom.model.list", ListModels.class, ModelList.class, QUICK);
  public static final Address<TryModels, ModelTrials> MODEL_TRY =
      new Address<>("loom.model.try", TryModels.class, ModelTrials.class, MODEL);
  public static final Address<FindModels, FoundModels> MODEL_FIND =
      new Address<>("loom.model.find", FindModels.class, FoundModels.class, DISK);

  // ---- tools ----

  public static final Address<RunTool, ToolOutcome> TOOL_RUN =
      new Address<>("loom.tool.run", RunTool.class, ToolOutcome.class, TOOL);
  public static final Address<ListTools, ToolCatalogue> TOOL_LIST =
      new Address<>("loom.tool.list", ListTools.class, ToolCatalogue.class, QUICK);
  public static final Address<InspectWorkspace, InspectWorkspace.Shape> WORKSPACE_INSPECT =
      new Address<>(
          "loom.workspace.inspect", InspectWorkspace.class, InspectWorkspace.Shape.class, QUICK);
  public static final Address<ReadWorkspaceFile, ReadWorkspaceFile.Content> WORKSPACE_READ =
      new Address<>(
          "loom.workspace.read", ReadWorkspaceFile.class, ReadWorkspaceFile.Content.class, QUICK);

  public static final Address<ListChanges, ChangeList> CHANGES_LIST =
      new Address<>("loom.changes.list", ListChanges.class, ChangeList.class, CHANGES);
  public static final Address<UndoChanges, UndoChanges.Undone> CHANGES_UNDO =
      new Address<>("loom.changes.undo", UndoChanges.class, UndoChanges.Undone.class, CHANGES);

  // ---- processes ----

  public static final Address<LoadProcess, LoadProcess.Loaded> PROCESS_LOAD =
      new Address<>("loom.process.load", LoadProcess.class, LoadProcess.Loaded.class, QUICK);
  public static final Address<ListProcesses, ListProcesses.Found> PROCESS_LIST =
      new Address<>("loom.process.list", ListProcesses.class, ListProcesses.Found.class, QUICK);

  // ---- topics, by task id ----

  /// Every event once it is on disk, in order.
  public static final Topic<JournalEntry> TASK_EVENTS =
      new Topic<>("loom.events", JournalEntry.class);

  /// Tokens as they arrive; nothing keeps them.
  public static final Topic<Token> TOKENS = new Topic<>("loom.tokens", Token.class);

  /// Reports that are on disk and due now.
  public static final Topic<WebhookStored> WEBHOOKS_STORED =
      new Topic<>("loom.webhooks", WebhookStored.class);

  private Addresses() {}
}
