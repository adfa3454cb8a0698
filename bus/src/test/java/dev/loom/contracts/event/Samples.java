package dev.loom.contracts.event;

import dev.loom.api.model.Assignment;
import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.ProviderState;
import dev.loom.api.model.ToolCall;
import dev.loom.api.model.ToolDescription;
import dev.loom.api.tool.ContentBlock;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.model.ModelWait;
import dev.loom.contracts.task.ApprovalMode;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.BudgetChoice;
import dev.loom.contracts.task.Feedback;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.PendingDecision;
import dev.loom.contracts.task.Plan;
import dev.loom.contracts.task.Priority;
import dev.loom.contracts.task.RiskAssessment;
import dev.loom.contracts.task.RiskLevel;
import dev.loom.contracts.task.Subtask;
import dev.loom.contracts.task.SubtaskSnapshot;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.Verdict;
import dev.loom.contracts.task.WorkspaceChanges;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Sample values with all fields set.
public final class Samples {
  public static final TaskId TASK = new TaskId("a1b2c3d4");
  public static final SubtaskId SUBTASK = new SubtaskId("s1");
  public static final StepId STEP = StepId.turn(SUBTASK, 1, 2).call(1);
  public static final Instant AT = Instant.parse("2026-11-22T10:11:12.123456Z");
  public static final ModelUsage USAGE = new ModelUsage(120, 34, 0, 0.25);
  public static final TaskSpec SPEC =
      new TaskSpec(
          "Refactor \"auth\"",
          "/projects/myapp",
          Map.of("constraints", List.of("keep tests"), "depth", 2),
          ApprovalMode.CONFIDENCE_THRESHOLD,
          Optional.of("http://agent:8080/done"),
          Optional.empty(),
          Map.of("ticket", "X-1"),
          Priority.HIGH,
          new Budget(1_000, 0.5, 60, 10),
          false);
  public static final Plan PLAN =
      new Plan(
          1,
          List.of(
              Subtask.create(SUBTASK, "first", List.of()),
              new Subtask(
                  new SubtaskId("s2"),
                  "second",
                  List.of(SUBTASK),
                  2,
                  3,
                  true,
                  true,
                  "it works",
                  List.of("out.md"))));
  private static final List<ToolEffect> EFFECTS =
      List.of(
          new ToolEffect.ReadsPath("a"),
          new ToolEffect.WritesPath("b"),
          new ToolEffect.DeletesPath("c"),
          new ToolEffect.RunsCommand("make"),
          new ToolEffect.ReachesNetwork("https://example.org"),
          new ToolEffect.OpensNetwork(),
          new ToolEffect.Confined("bubblewrap"),
          new ToolEffect.CannotUndo("build (300 MB)"),
          new ToolEffect.ChangesData("sends a mail"),
          new ToolEffect.Unknown());
  private static final List<ContentBlock> CONTENT =
      List.of(
          new ContentBlock.Text("more"),
          new ContentBlock.Image("aGk=", "image/png"),
          new ContentBlock.ResourceLink("file:///a", "a", ""));
  public static final List<FileChange> FILES =
      List.of(new FileChange("src/a.txt", FileChange.Kind.CREATED));
  public static final WorkspaceChanges CHANGES = WorkspaceChanges.NONE.plus(FILES);
  public static final Verdict VERDICT =
      new Verdict(
          Verdict.Outcome.VERIFIED,
          2,
          0.9,
          "fine",
          List.of(new Verdict.Check("file_exists", true, "src/a.txt")));
  public static final TaskEvent.ModelWaiting WAITING =
      new TaskEvent.ModelWaiting(Optional.of(SUBTASK), "m", "It is away.", 3, AT.plusSeconds(30));
  public static final TaskSnapshot SNAPSHOT =
      new TaskSnapshot(
          TASK,
          TaskStatus.EXECUTING,
          SPEC,
          new TaskSnapshot.Times(AT, AT.plusSeconds(1), Optional.empty()),
          7,
          1,
          List.of(
              new SubtaskSnapshot(
                  SUBTASK,
                  "first",
                  SubtaskStatus.RUNNING,
                  List.of(),
                  1,
                  "half done",
                  0.5,
                  Optional.of(Verdict.Outcome.UNVERIFIED))),
          new TaskSnapshot.Result(List.of("s1: it broke"), "", CHANGES, USAGE),
          new Budget(1_000, 0.5, 60, 10),
          new TaskSnapshot.Interaction(
              List.of(
                  new PendingDecision.Approval(
                      STEP.value(),
                      SUBTASK,
                      "dangerous",
                      "rm -rf build",
                      RiskLevel.HIGH,
                      "00ff",
                      AT.plusSeconds(60))),
              Optional.of(
                  new TaskSnapshot.ModelOutage(
                      AT, Optional.of(SUBTASK), "m", "It is away.", 3, AT.plusSeconds(30))),
              Optional.of(TASK),
              List.of("hurry"),
              List.of(new Feedback(Optional.of(4), "good"))));
  public static final ModelWait MODEL_WAIT = new ModelWait(TASK, WAITING);
  public static final CompleteModel COMPLETE_MODEL =
      new CompleteModel(
          OperationId.forTask(TASK, "s1.1.1"),
          TASK,
          Optional.of(SUBTASK),
          2,
          Set.of("weak"),
          new ModelRequest(
              ModelRole.EXECUTOR,
              List.of(
                  new Message.System("rules"),
                  new Message.User("do it"),
                  new Message.Assistant(
                      "", List.of(new ToolCall("c1", "read_file", Map.of("path", "a")))),
                  new Message.ToolOutput("c1", "read_file", "content", false)),
              List.of(new ToolDescription("read_file", "Reads.", Map.of("type", "object"))),
              Optional.of(Map.of("type", "object")),
              Optional.of(
                  new Assignment.Execute(
                      "goal",
                      "/w",
                      "do it",
                      "done",
                      List.of("a.md"),
                      List.of(new Assignment.Result("s0", "find", true, "found")),
                      List.of("hurry"),
                      List.of("no file")))),
          List.of());

  private Samples() {}

  /// Returns one sample of each recorded event.
  public static List<TaskEvent.Recorded> recorded() {
    return List.of(
        new TaskEvent.TaskSubmitted(SPEC),
        new TaskEvent.TaskPlanning("goal", 1),
        new TaskEvent.TaskPlanRejected(1, List.of("no"), "prose", "planner", USAGE),
        TaskEvent.TaskPlanReady.of(PLAN, false, "planner", USAGE),
        new TaskEvent.TaskExecuting(),
        new TaskEvent.TaskReplanning("s1 failed", SUBTASK, "wrong file", 2, 1),
        new TaskEvent.TaskRecovered(List.of(STEP), 1),
        new TaskEvent.TaskPaused("lunch"),
        new TaskEvent.TaskResumed(),
        WAITING,
        new TaskEvent.TaskSteered("use JWT"),
        new TaskEvent.BudgetExhausted(
            "budget-1",
            Budget.Limit.MAX_TOKENS,
            1_005,
            1_000,
            List.of(SUBTASK),
            List.of(BudgetChoice.values()),
            AT.plusSeconds(60)),
        new TaskEvent.BudgetAnswered(
            "budget-1", BudgetChoice.RAISE, new Budget(2_000, 0, 0, 0), false),
        new TaskEvent.TaskCompleted(2, 2, "done", CHANGES, USAGE, 1.5),
        new TaskEvent.TaskFailed(
            1, 2, List.of(SUBTASK), "half", "it broke", "subtask_failed", CHANGES, USAGE, 1.5),
        new TaskEvent.TaskCancelled(1, 2, "asked to", CHANGES, USAGE, 1.5),
        new TaskEvent.TaskFeedback(new Feedback(Optional.empty(), "fine")),
        new TaskEvent.ChangesUndone(List.of(1L, 2L), FILES),
        new TaskEvent.SubtaskStarted(SUBTASK, 1, 1),
        new TaskEvent.ModelTurnCompleted(
            SUBTASK,
            1,
            2,
            "I will read",
            List.of(
                new ToolCall("c1", "read_file", Map.of("path", "a", "lines", List.of(1, 2))),
                new ToolCall("c2", "read_file", Map.of(), "{\"path\":")),
            "executor",
            USAGE,
            List.of(),
            ProviderState.NONE,
            List.of(EFFECTS, List.of())),
        new TaskEvent.ToolCallStarted(
            SUBTASK,
            STEP,
            "c1",
            "read_file",
            Map.of("path", "a"),
            CrashPolicy.RETRY,
            Optional.of(new RiskAssessment(RiskLevel.HIGH, "deletes_files", "dangerous"))),
        new TaskEvent.ToolCallCompleted(
            SUBTASK,
            STEP,
            "c1",
            "read_file",
            ToolResult.fail("file_not_found", "gone")
                .withOutput("text")
                .withFilesChanged(FILES)
                .withData(Map.of("exit_code", 1))
                .withContent(CONTENT),
            true,
            0.01),
        new TaskEvent.VerificationCompleted(SUBTASK, 1, VERDICT, USAGE),
        new TaskEvent.SubtaskCompleted(
            SUBTASK, "success", "done", 1.5, 0.9, Verdict.Outcome.VERIFIED),
        new TaskEvent.SubtaskFailed(SUBTASK, 1, 1, "wrong", "validation_error"),
        new TaskEvent.SubtaskRetrying(SUBTASK, 1, 2, "wrong"),
        new TaskEvent.SubtaskSkipped(SUBTASK, "s0 failed"),
        new TaskEvent.ApprovalRequested(
            SUBTASK,
            STEP,
            "dangerous",
            "rm -rf build",
            RiskLevel.HIGH,
            Map.of("command", "rm -rf build"),
            "00ff",
            AT.plusSeconds(60),
            "deletes_files"),
        new TaskEvent.ApprovalReceived(SUBTASK, STEP, false, "no", true),
        new TaskEvent.QuestionAsked(
            SUBTASK, STEP, "q", "which?", List.of("a", "b"), AT.plusSeconds(60)),
        new TaskEvent.QuestionAnswered(SUBTASK, STEP, "q", "a", false));
  }
}
