package dev.loom.orchestrator.loop;

import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.bus.json.Json;
import dev.loom.bus.text.NameSuggestions;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.event.TaskEvent.ToolCallStarted;
import dev.loom.contracts.task.RiskAssessment;
import dev.loom.contracts.task.RiskLevel;
import dev.loom.contracts.text.TextTruncator;
import dev.loom.contracts.tool.ToolCatalogue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Decides on the tool calls of a turn before they run: start, ask the user, or return an error to
/// the model.
///
/// Calls that change something run one after another in the model's order; adjacent calls that only
/// read run in parallel.
final class ToolCallGate {
  private static final int NAME_CHARS_MAX = 100;

  private final ExecutionConfig limits;
  private final ToolCatalogue tools;

  ToolCallGate(ExecutionConfig limits, ToolCatalogue tools) {
    this.limits = limits;
    this.tools = tools;
  }

  /// Advances the calls that may run now, until the attempt ends or nothing new may start.
  void startCalls(LoopDecision decision, Phase.RunningTools running) {
    var finishedCalls = decision.attempt().calls();
    boolean allBeforeDone = true;
    boolean allBeforeReadOnly = true;
    for (var call : running.calls()) {
      if (!decision.mayStartWork()) {
        return;
      }
      var tool = tools.find(call.toolCall().name());
      boolean parallel = runsInParallel(call, tool);
      if (allBeforeDone || parallel && allBeforeReadOnly) {
        advance(decision, call, tool, finishedCalls);
      }
      allBeforeDone &= call.isDone();
      allBeforeReadOnly &= call.isDone() || parallel;
    }
  }

  /// Returns whether the call may run in parallel: it only reads and needs no user, or will be
  /// rejected. A call about which the user is asked waits for all others, so that an attempt never
  /// waits for two decisions.
  private static boolean runsInParallel(ToolCallState call, Optional<ToolCatalogue.ToolInfo> tool) {
    return tool.isEmpty()
        || !call.toolCall().malformed().isEmpty()
        || EngineTools.find(call.toolCall().name())
            .map(EngineTool::runsInParallel)
            .orElseGet(() -> EffectPolicy.isReadOnly(call.effects()) && !asksUser(call));
  }

  private static boolean asksUser(ToolCallState call) {
    return call.risk().isPresent()
        || call.onCrash() == CrashPolicy.ASK
        || EffectPolicy.assess(call.effects(), call.toolCall().arguments()).isPresent();
  }

  private void advance(
      LoopDecision decision,
      ToolCallState call,
      Optional<ToolCatalogue.ToolInfo> tool,
      List<FinishedCall> finishedCalls) {
    switch (call.status()) {
      case PLANNED -> gate(decision, call, tool, finishedCalls);
      case APPROVED ->
          tool.ifPresentOrElse(
              known -> start(decision, call, known),
              () -> decision.failCall(call, unknownTool(call)));
      case IN_DOUBT -> resolveDoubt(decision, call, tool);
      case AWAITING_APPROVAL, AWAITING_ANSWER, STARTED, DONE -> {
        // Waits for a result or the user, or is done.
      }
    }
  }

  private void gate(
      LoopDecision decision,
      ToolCallState call,
      Optional<ToolCatalogue.ToolInfo> tool,
      List<FinishedCall> finishedCalls) {
    var limit = limits.attempts().maxSubtaskToolCalls();
    if (finishedCalls.size() >= limit) {
      decision.fail(
          FailureCategory.TOOL_CALL_LIMIT,
          "Not finished after " + limit + " tool calls (execution.max_subtask_tool_calls).");
    } else if (tool.isEmpty()) {
      decision.failCall(call, unknownTool(call));
    } else if (!call.toolCall().malformed().isEmpty()) {
      decision.failCall(
          call,
          "The call was not run: its arguments are not a JSON object. Send the call again with"
              + " valid JSON.");
    } else if (!isRepeatedTooOften(decision, call, finishedCalls)) {
      startOrAsk(decision, call, tool.get());
    }
  }

  /// A call repeated without a change in between is rejected once; the next repetition fails the
  /// attempt.
  private boolean isRepeatedTooOften(
      LoopDecision decision, ToolCallState call, List<FinishedCall> finishedCalls) {
    int limit = limits.attempts().maxRepeatedCalls();
    int repeats = countRepeats(finishedCalls, call.toolCall());
    if (repeats < limit) {
      return false;
    }
    if (repeats == limit) {
      decision.failCall(
          call,
          ("The call was not run: you made the same call %s times and no file changed in"
                  + " between. Do something else, or answer with what you have.")
              .formatted(repeats));
    } else {
      decision.fail(
          FailureCategory.LOOP,
          ("The model repeated itself: %s was called with the same arguments %s times and no"
                  + " file changed in between (execution.max_repeated_calls).")
              .formatted(call.toolCall().name(), repeats));
    }
    return true;
  }

  /// Counts how often the call was made since the last change of a file.
  ///
  /// @param calls the attempt's finished calls, oldest first
  static int countRepeats(List<FinishedCall> calls, ToolCall call) {
    int repeats = 0;
    for (var earlier : calls.reversed()) {
      if (earlier.changed()) {
        return repeats;
      }
      if (earlier.isSameAs(call.name(), call.arguments())) {
        repeats++;
      }
    }
    return repeats;
  }

  private void startOrAsk(LoopDecision decision, ToolCallState call, ToolCatalogue.ToolInfo tool) {
    var engineTool = EngineTools.find(call.toolCall().name());
    if (engineTool.isPresent()) {
      engineTool.get().execute(decision, call, limits, tools);
      return;
    }
    EffectPolicy.assess(call.effects(), call.toolCall().arguments())
        .ifPresentOrElse(
            risk -> requestApproval(decision, call, risk), () -> start(decision, call, tool));
  }

  /// Similar names come first, because small models use what they read first.
  private String unknownTool(ToolCallState call) {
    var name = call.toolCall().name();
    var names = tools.tools().stream().map(tool -> tool.description().name()).toList();
    return "Unknown tool: %s. Did you mean %s? Available tools: %s."
        .formatted(
            TextTruncator.withEllipsis(name, NAME_CHARS_MAX),
            String.join(", ", NameSuggestions.suggest(name, names)),
            String.join(", ", names));
  }

  private void start(LoopDecision decision, ToolCallState call, ToolCatalogue.ToolInfo tool) {
    if (!decision.allowsToolCall()) {
      return;
    }
    decision.record(
        new ToolCallStarted(
            decision.subtaskId(),
            call.step(),
            call.toolCall().id(),
            call.toolCall().name(),
            call.toolCall().arguments(),
            tool.onCrash(),
            call.risk()));
  }

  /// The engine crashed while the call ran. The crash policy recorded at its start decides.
  private void resolveDoubt(
      LoopDecision decision, ToolCallState call, Optional<ToolCatalogue.ToolInfo> tool) {
    switch (tool.isPresent() ? call.onCrash() : CrashPolicy.NEVER) {
      case RETRY, VERIFY -> start(decision, call, tool.orElseThrow());
      case ASK ->
          requestApproval(
              decision,
              call,
              new RiskAssessment(
                  RiskLevel.MEDIUM,
                  "interrupted",
                  "The engine crashed while this call ran. It may have taken effect already. Run it"
                      + " again?"));
      case NEVER ->
          decision.failCall(
              call,
              "The engine crashed while this call ran. The call may have taken effect. It was not"
                  + " run again. Check the result before you repeat the call.");
    }
  }

  private void requestApproval(LoopDecision decision, ToolCallState call, RiskAssessment risk) {
    var arguments = call.toolCall().arguments();
    decision.requestApproval(
        call.step(),
        call.toolCall().name() + " " + Json.write(arguments),
        risk,
        Map.of("tool", call.toolCall().name(), "args", arguments),
        limits);
  }
}
