package dev.loom.orchestrator.core;

import dev.loom.api.tool.CrashPolicy;
import dev.loom.contracts.event.TaskEvent.ApprovalRequested;
import dev.loom.contracts.event.TaskEvent.ToolCallStarted;
import dev.loom.contracts.json.Json;
import dev.loom.contracts.task.RiskLevel;
import dev.loom.contracts.tool.NameSuggestions;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.orchestrator.policy.ActionHash;
import dev.loom.orchestrator.policy.ActionRisk;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Decides what becomes of the tool calls of a turn, before any of them has an effect: run it, ask
/// a person first, or send it back to the model.
///
/// Calls that change something run one after another in the model's order; read-only calls beside
/// each other run side by side.
final class ToolCallGate {
  private static final int NAME_CHARS_MAX = 100;

  private final TaskEnvironment environment;
  private final BudgetGuard budgets;
  private final UserQuestions questions;

  ToolCallGate(TaskEnvironment environment, BudgetGuard budgets, UserQuestions questions) {
    this.environment = environment;
    this.budgets = budgets;
    this.questions = questions;
  }

  void startCalls(DecisionBuilder decision, SubtaskState subtask, Phase.RunningTools running) {
    boolean allBeforeDone = true;
    boolean allBeforeReadOnly = true;
    for (var call : running.calls()) {
      if (decision.state().isBudgetExhausted() || isFinished(decision, subtask)) {
        return;
      }
      var tool = findTool(call.call().name());
      boolean parallel = runsInParallel(call, tool);
      if (allBeforeDone || parallel && allBeforeReadOnly) {
        advance(decision, subtask, call, tool);
      }
      allBeforeDone &= call.isDone();
      allBeforeReadOnly &= call.isDone() || parallel;
    }
  }

  private static boolean isFinished(DecisionBuilder decision, SubtaskState subtask) {
    return decision.state().subtask(subtask.id()).orElseThrow().status().isFinished();
  }

  /// Whether it may run beside others: it changes nothing, and nobody has to be asked.
  private static boolean runsInParallel(ToolCallState call, Optional<ToolCatalogue.ToolInfo> tool) {
    return tool.map(ToolCatalogue.ToolInfo::readOnly).orElse(true)
        && !call.call().name().equals(EngineTools.ASK_USER);
  }

  private Optional<ToolCatalogue.ToolInfo> findTool(String name) {
    var excluded = environment.process().map(p -> p.excludedTools()).orElse(List.of());
    return environment.tools().find(name).filter(tool -> !excluded.contains(name));
  }

  private void advance(
      DecisionBuilder decision,
      SubtaskState subtask,
      ToolCallState call,
      Optional<ToolCatalogue.ToolInfo> tool) {
    switch (call.status()) {
      case PLANNED -> gate(decision, subtask, call, tool);
      case APPROVED ->
          tool.ifPresentOrElse(
              there -> start(decision, subtask, call, there),
              () -> LocalCallResults.fail(decision, subtask, call, unknownTool(call)));
      case IN_DOUBT -> resolveDoubt(decision, subtask, call, tool);
      case AWAITING_APPROVAL, AWAITING_ANSWER, STARTED, DONE -> {
        // Waits for somebody, or is over.
      }
    }
  }

  private void gate(
      DecisionBuilder decision,
      SubtaskState subtask,
      ToolCallState call,
      Optional<ToolCatalogue.ToolInfo> tool) {
    var limit = environment.execution().maxSubtaskToolCalls();
    if (subtask.attempt().calls().size() >= limit) {
      FailureCategory.fail(
          decision,
          subtask.id(),
          "Not done after " + limit + " tool calls (execution.max_subtask_tool_calls).",
          FailureCategory.TOOL_CALL_LIMIT,
          0);
    } else if (tool.isEmpty()) {
      LocalCallResults.fail(decision, subtask, call, unknownTool(call));
    } else if (!call.call().malformed().isEmpty()) {
      LocalCallResults.fail(
          decision,
          subtask,
          call,
          "The arguments are not a JSON object, so the call was not run. Send it again as JSON.");
    } else if (!isRepeatedTooOften(decision, subtask, call)) {
      startOrAsk(decision, subtask, call, tool.get());
    }
  }

  /// The same call with nothing changed in between gives the same: it is refused once, and then
  /// ends the attempt.
  private boolean isRepeatedTooOften(
      DecisionBuilder decision, SubtaskState subtask, ToolCallState call) {
    int limit = environment.execution().maxRepeatedCalls();
    int repeats = LoopDetector.countRepeats(subtask.attempt().calls(), call.call());
    if (repeats < limit) {
      return false;
    }
    if (repeats == limit) {
      LocalCallResults.fail(
          decision,
          subtask,
          call,
          "This very call was made "
              + repeats
              + " times with nothing changed in between, so it was not run again. Do something"
              + " else, or say what you have.");
    } else {
      FailureCategory.fail(
          decision,
          subtask.id(),
          "It went in circles: "
              + call.call().name()
              + " was called with the same arguments "
              + repeats
              + " times with nothing changed in between (execution.max_repeated_calls).",
          FailureCategory.LOOP,
          0);
    }
    return true;
  }

  private void startOrAsk(
      DecisionBuilder decision,
      SubtaskState subtask,
      ToolCallState call,
      ToolCatalogue.ToolInfo tool) {
    switch (call.call().name()) {
      case EngineTools.ASK_USER -> questions.ask(decision, subtask, call);
      case EngineTools.RECALL_OUTPUT -> RecallOutputTool.execute(decision, subtask, call);
      default ->
          danger(call, tool)
              .ifPresentOrElse(
                  danger ->
                      requestApproval(decision, subtask, call, danger.reason(), danger.riskLevel()),
                  () -> start(decision, subtask, call, tool));
    }
  }

  /// The nearest names come first: a small model reads no further.
  private String unknownTool(ToolCallState call) {
    var name = call.call().name();
    var names =
        environment.tools().tools().stream()
            .map(tool -> tool.description().name())
            .filter(known -> findTool(known).isPresent())
            .toList();
    return "Unknown tool: "
        + (name.length() <= NAME_CHARS_MAX ? name : name.substring(0, NAME_CHARS_MAX) + "…")
        + ". Did you mean "
        + String.join(", ", NameSuggestions.suggest(name, names))
        + "? The tools are: "
        + String.join(", ", names)
        + ".";
  }

  /// A tool that only reads harms nothing, whatever it is asked to read.
  private static Optional<ActionRisk> danger(ToolCallState call, ToolCatalogue.ToolInfo tool) {
    return tool.readOnly() ? Optional.empty() : ActionRisk.assess(call.call().arguments());
  }

  private void start(
      DecisionBuilder decision,
      SubtaskState subtask,
      ToolCallState call,
      ToolCatalogue.ToolInfo tool) {
    if (!budgets.allowsToolCall(decision)) {
      return;
    }
    decision.record(
        new ToolCallStarted(
            subtask.id(),
            call.step(),
            call.call().id(),
            call.call().name(),
            call.call().arguments(),
            tool.readOnly() ? CrashPolicy.RETRY : tool.onCrash()));
  }

  /// The engine died while the call ran. What was recorded at its start says what to do.
  private void resolveDoubt(
      DecisionBuilder decision,
      SubtaskState subtask,
      ToolCallState call,
      Optional<ToolCatalogue.ToolInfo> tool) {
    switch (tool.isPresent() ? call.started() : CrashPolicy.NEVER) {
      case RETRY, VERIFY -> start(decision, subtask, call, tool.orElseThrow());
      case ASK ->
          requestApproval(
              decision,
              subtask,
              call,
              "The engine stopped while this ran; it may have happened already. Run it again?",
              RiskLevel.MEDIUM);
      case NEVER ->
          LocalCallResults.fail(
              decision,
              subtask,
              call,
              "The engine stopped while this call ran. It may or may not have happened, and was"
                  + " not run again. Look at the state of things before you repeat it.");
    }
  }

  private void requestApproval(
      DecisionBuilder decision,
      SubtaskState subtask,
      ToolCallState call,
      String reason,
      RiskLevel riskLevel) {
    var action = call.call().name() + " " + Json.write(call.call().arguments());
    decision.record(
        new ApprovalRequested(
            subtask.id(),
            call.step(),
            reason,
            action,
            riskLevel,
            Map.of("tool", call.call().name(), "args", call.call().arguments()),
            ActionHash.compute(call.step().value(), action),
            decision.now().plusSeconds(environment.execution().approvalTimeoutSeconds())));
  }
}
