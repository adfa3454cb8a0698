package dev.loom.orchestrator.core;

import dev.loom.api.tool.CrashPolicy;
import dev.loom.bus.json.Json;
import dev.loom.bus.text.NameSuggestions;
import dev.loom.contracts.event.TaskEvent.ApprovalRequested;
import dev.loom.contracts.event.TaskEvent.ToolCallStarted;
import dev.loom.contracts.task.RiskLevel;
import dev.loom.contracts.text.TextTruncator;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.orchestrator.loop.EngineTools;
import dev.loom.orchestrator.loop.FailureCategory;
import dev.loom.orchestrator.loop.LoopDetector;
import dev.loom.orchestrator.loop.Phase;
import dev.loom.orchestrator.loop.ToolCallState;
import dev.loom.risk.ArgumentRisk;
import dev.loom.risk.RiskAssessment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Decides on the tool calls of a turn before they run: start, ask the user, or return an error to
/// the model.
///
/// Calls that change something run one after another in the model's order; adjacent read-only calls
/// run in parallel.
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
      var tool = findTool(call.toolCall().name());
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

  /// Returns whether the call may run in parallel: it is read-only and needs no answer of the user.
  private static boolean runsInParallel(ToolCallState call, Optional<ToolCatalogue.ToolInfo> tool) {
    return tool.map(ToolCatalogue.ToolInfo::readOnly).orElse(true)
        && !call.toolCall().name().equals(EngineTools.ASK_USER);
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
              known -> start(decision, subtask, call, known),
              () -> LocalCallRecorder.fail(decision, subtask, call, unknownTool(call)));
      case IN_DOUBT -> resolveDoubt(decision, subtask, call, tool);
      case AWAITING_APPROVAL, AWAITING_ANSWER, STARTED, DONE -> {
        // Waits for a result or the user, or is done.
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
      decision.fail(
          subtask.id(),
          "Not finished after " + limit + " tool calls (execution.max_subtask_tool_calls).",
          FailureCategory.TOOL_CALL_LIMIT,
          0);
    } else if (tool.isEmpty()) {
      LocalCallRecorder.fail(decision, subtask, call, unknownTool(call));
    } else if (!call.toolCall().malformed().isEmpty()) {
      LocalCallRecorder.fail(
          decision,
          subtask,
          call,
          "The call was not run: its arguments are not a JSON object. Send the call again with"
              + " valid JSON.");
    } else if (!isRepeatedTooOften(decision, subtask, call)) {
      startOrAsk(decision, subtask, call, tool.get());
    }
  }

  /// A call repeated without a change in between is rejected once; the next repetition fails the
  /// attempt.
  private boolean isRepeatedTooOften(
      DecisionBuilder decision, SubtaskState subtask, ToolCallState call) {
    int limit = environment.execution().maxRepeatedCalls();
    int repeats = LoopDetector.countRepeats(subtask.attempt().calls(), call.toolCall());
    if (repeats < limit) {
      return false;
    }
    if (repeats == limit) {
      LocalCallRecorder.fail(
          decision,
          subtask,
          call,
          "The call was not run: you made the same call "
              + repeats
              + " times and no file changed in between. Do something else, or answer with what you"
              + " have.");
    } else {
      decision.fail(
          subtask.id(),
          "The model repeated itself: "
              + call.toolCall().name()
              + " was called with the same arguments "
              + repeats
              + " times and no file changed in between (execution.max_repeated_calls).",
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
    switch (call.toolCall().name()) {
      case EngineTools.ASK_USER -> questions.ask(decision, subtask, call);
      case EngineTools.RECALL_OUTPUT -> RecallOutputTool.execute(decision, subtask, call);
      default ->
          assessRisk(call, tool)
              .ifPresentOrElse(
                  risk -> requestApproval(decision, subtask, call, risk.reason(), levelOf(risk)),
                  () -> start(decision, subtask, call, tool));
    }
  }

  /// Similar names come first, because small models use what they read first.
  private String unknownTool(ToolCallState call) {
    var name = call.toolCall().name();
    var names =
        environment.tools().tools().stream()
            .map(tool -> tool.description().name())
            .filter(known -> findTool(known).isPresent())
            .toList();
    return "Unknown tool: "
        + TextTruncator.withEllipsis(name, NAME_CHARS_MAX)
        + ". Did you mean "
        + String.join(", ", NameSuggestions.suggest(name, names))
        + "? Available tools: "
        + String.join(", ", names)
        + ".";
  }

  /// A read-only tool needs no approval, whatever it reads.
  private static Optional<RiskAssessment> assessRisk(
      ToolCallState call, ToolCatalogue.ToolInfo tool) {
    return tool.readOnly() ? Optional.empty() : ArgumentRisk.assess(call.toolCall().arguments());
  }

  private static RiskLevel levelOf(RiskAssessment risk) {
    return switch (risk.level()) {
      case MEDIUM -> RiskLevel.MEDIUM;
      case HIGH -> RiskLevel.HIGH;
    };
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
            call.toolCall().id(),
            call.toolCall().name(),
            call.toolCall().arguments(),
            tool.readOnly() ? CrashPolicy.RETRY : tool.onCrash(),
            Optional.empty()));
  }

  /// The engine crashed while the call ran. The crash policy recorded at its start decides.
  private void resolveDoubt(
      DecisionBuilder decision,
      SubtaskState subtask,
      ToolCallState call,
      Optional<ToolCatalogue.ToolInfo> tool) {
    switch (tool.isPresent() ? call.onCrash() : CrashPolicy.NEVER) {
      case RETRY, VERIFY -> start(decision, subtask, call, tool.orElseThrow());
      case ASK ->
          requestApproval(
              decision,
              subtask,
              call,
              "The engine crashed while this call ran. It may have taken effect already. Run it"
                  + " again?",
              RiskLevel.MEDIUM);
      case NEVER ->
          LocalCallRecorder.fail(
              decision,
              subtask,
              call,
              "The engine crashed while this call ran. The call may have taken effect. It was not"
                  + " run again. Check the result before you repeat the call.");
    }
  }

  private void requestApproval(
      DecisionBuilder decision,
      SubtaskState subtask,
      ToolCallState call,
      String reason,
      RiskLevel riskLevel) {
    var action = call.toolCall().name() + " " + Json.write(call.toolCall().arguments());
    decision.record(
        new ApprovalRequested(
            subtask.id(),
            call.step(),
            reason,
            action,
            riskLevel,
            Map.of("tool", call.toolCall().name(), "args", call.toolCall().arguments()),
            ActionHash.compute(call.step().value(), action),
            decision.now().plusSeconds(environment.execution().approvalTimeoutSeconds()),
            ""));
  }
}
