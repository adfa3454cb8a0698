package dev.loom.orchestrator.core;

import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.ToolDescriptor;
import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.ApprovalMode;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.Verdict;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.orchestrator.DeclaredEffects;
import dev.loom.orchestrator.loop.EngineTools;
import dev.loom.orchestrator.loop.Turns;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/// Base class of core tests: applies inputs to one task and returns the names of events and
/// effects.
public abstract class TaskCoreFixture {
  public static final ExecutionConfig LIMITS = limits(0);
  public static final ToolCatalogue TOOLS =
      EngineTools.addTo(
          new ToolCatalogue(
              List.of(
                  tool("read_file", true, CrashPolicy.RETRY),
                  tool("fetch", true, CrashPolicy.RETRY),
                  tool("write_file", false, CrashPolicy.RETRY),
                  tool("shell_execute", false, CrashPolicy.NEVER),
                  tool("send_mail", false, CrashPolicy.ASK))));

  private TaskCore core = core(LIMITS);
  protected TaskState state = TaskState.NONE;
  protected String error = "";
  protected List<TaskEvent> lastEvents = List.of();
  protected Instant now = Instant.parse("2026-11-22T10:00:00Z");

  public static ExecutionConfig limits(int replansMax) {
    return new ExecutionConfig(
        new ExecutionConfig.AttemptLimits(1, 3, 0, 20, 2, 300),
        replansMax,
        10_000,
        new ExecutionConfig.Concurrency(2, 10, 10),
        new ExecutionConfig.Review(0.8, 60, 90));
  }

  private static TaskCore core(ExecutionConfig limits) {
    return new TaskCore(new TaskEnvironment(limits, TOOLS, Optional.empty()));
  }

  /// Uses other limits from now on.
  protected void useLimits(ExecutionConfig limits) {
    core = core(limits);
  }

  public static ToolCatalogue.ToolInfo tool(String name, boolean readOnly, CrashPolicy onCrash) {
    var tool = ToolDescriptor.of(name, name, Map.of());
    return ToolCatalogue.ToolInfo.of(
        readOnly ? tool.asReadOnly() : tool, ToolCatalogue.ToolInfo.BUILTIN, onCrash, 1_000);
  }

  protected List<String> apply(TaskCommand command) {
    return apply(new Input.Command(command));
  }

  protected List<String> apply(Input input) {
    var decision = core.decide(state, input, now);
    state = decision.state();
    error = decision.error().map(ServiceException::getMessage).orElse("");
    lastEvents = List.copyOf(decision.events());
    return lastEvents.stream().map(TaskCoreTest::name).toList();
  }

  /// Returns a name such as `subtask_started s1`.
  public static String name(TaskEvent event) {
    var type = event.type().wireName();
    return event instanceof TaskEvent.SubtaskEvent of ? type + " " + of.subtaskId() : type;
  }

  /// Returns the required effects without timers.
  protected List<String> effects() {
    return RequiredEffects.compute(state, LIMITS).stream()
        .filter(effect -> !(effect instanceof Effect.StartTimer))
        .map(
            effect ->
                switch (effect) {
                  case Effect.CallPlanner c ->
                      "plan " + c.request().version() + "." + c.request().round();
                  case Effect.CallModel c -> "model " + c.step();
                  case Effect.RunTool c -> "run " + c.step() + (c.repeated() ? " again" : "");
                  case Effect.Verify c -> "verify " + c.step();
                  case Effect.StartTimer c -> "timer";
                })
        .toList();
  }

  protected void plan(String... subtasks) {
    plan(ApprovalMode.AUTO, subtasks);
  }

  /// Plans subtasks written as `id`, `id<dependency,…`, `id!` (critical) or `id+` (synthesis).
  protected void plan(ApprovalMode mode, String... subtasks) {
    apply(new Input.Submitted(TaskSpec.create("the goal", "/w", mode)));
    apply(new Input.Admitted());
    apply(planned(subtasks));
  }

  /// Plans the subtasks with a budget.
  protected void planWithin(Budget budget, String... subtasks) {
    apply(new Input.Submitted(TaskSpec.create("the goal", "/w").withBudget(budget)));
    apply(new Input.Admitted());
    apply(planned(subtasks));
  }

  public static Input planned(String... subtasks) {
    return planned(1, subtasks);
  }

  public static Input planned(int version, String... subtasks) {
    var list = new ArrayList<String>();
    for (var subtask : subtasks) {
      var parts = subtask.split("<");
      var id = parts[0].replaceAll("[!+]", "");
      var dependencies =
          parts.length == 1
              ? ""
              : List.of(parts[1].split(",")).stream()
                  .map(need -> "\"" + need + "\"")
                  .collect(Collectors.joining(","));
      list.add(
          "{\"id\":\"%s\",\"description\":\"d\",\"depends_on\":[%s],\"is_critical_path\":%b,\"is_synthesis\":%b}"
              .formatted(id, dependencies, parts[0].endsWith("!"), parts[0].endsWith("+")));
    }
    return answered(version, 1, "{\"subtasks\":[" + String.join(",", list) + "]}");
  }

  public static Input answered(int version, int round, String answer) {
    return new Input.PlanArrived(version, round, answer, "p", ModelUsage.NONE, ModelHints.NONE);
  }

  protected List<String> modelTurn(String step, String text, ToolCall... calls) {
    return apply(
        new Input.TurnArrived(
            new StepId(step),
            Turns.of(
                text,
                List.of(calls),
                ModelResponse.StopReason.DONE,
                "m",
                new ModelUsage(10, 5, 0, 0.5),
                DeclaredEffects.of(List.of(calls)))));
  }

  protected List<String> toolFinished(String step, boolean success) {
    return apply(
        new Input.ToolFinished(
            new StepId(step),
            (success ? ToolResult.ok("out") : ToolResult.fail("err").withOutput("out")),
            0.1));
  }

  protected List<String> fileWritten(String step, String path) {
    return apply(
        new Input.ToolFinished(
            new StepId(step),
            ToolResult.ok("out")
                .withFilesChanged(List.of(new FileChange(path, FileChange.Kind.MODIFIED))),
            0.1));
  }

  protected List<String> answerApproval(String subtask, boolean approved, String reason) {
    return apply(
        new TaskCommand.ResolveApproval(
            new SubtaskId(subtask), approved, reason, Optional.empty()));
  }

  protected List<String> answerQuestion(String question, String answer) {
    return apply(new TaskCommand.Answer(question, answer, OptionalDouble.empty()));
  }

  protected List<String> verdict(String step, Verdict.Outcome outcome, double confidence) {
    return apply(
        new Input.VerdictArrived(
            new StepId(step),
            new Verdict(outcome, 2, confidence, "because", List.of()),
            ModelUsage.NONE));
  }

  protected List<String> complete(String subtask) {
    modelTurn(subtask + ".1.1", "done");
    return verdict(subtask + ".1.1", Verdict.Outcome.VERIFIED, 1);
  }

  protected SubtaskState subtask(String id) {
    return state.subtask(new SubtaskId(id)).orElseThrow();
  }

  protected Effect.StartTimer timer(Effect.StartTimer.Kind kind) {
    return RequiredEffects.compute(state, LIMITS).stream()
        .filter(Effect.StartTimer.class::isInstance)
        .map(Effect.StartTimer.class::cast)
        .filter(timer -> timer.kind() == kind)
        .findFirst()
        .orElseThrow();
  }

  protected SubtaskStatus status(String subtask) {
    return state.subtask(new SubtaskId(subtask)).orElseThrow().status();
  }

  public static ToolCall read(String id) {
    return new ToolCall(id, "read_file", Map.of("path", id));
  }

  public static ToolCall write(String id) {
    return new ToolCall(id, "write_file", Map.of("path", "a", "content", "x"));
  }

  public static ToolCall shell(String id, String effect) {
    return new ToolCall(id, "shell_execute", Map.of("command", effect));
  }

  protected String lastMessage(String subtask) {
    return subtask(subtask).attempt().conversation().messages().getLast().text();
  }
}
