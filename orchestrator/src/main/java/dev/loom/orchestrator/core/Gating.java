package dev.loom.orchestrator.core;

import dev.loom.api.tool.CrashPolicy;
import dev.loom.contracts.event.TaskEvent.ApprovalRequested;
import dev.loom.contracts.event.TaskEvent.ToolCallStarted;
import dev.loom.contracts.json.Json;
import dev.loom.contracts.task.RiskLevel;
import dev.loom.contracts.tool.NameSuggestions;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.orchestrator.policy.ActionHash;
import dev.loom.orchestrator.policy.Danger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Decides what becomes of the tool calls of a turn, before any of them has an effect: run it, ask
/// a person first, or send it back to the model.
///
/// Calls that change something run one after another in the model's order; read-only calls beside
/// each other run side by side.
final class Gating {
  private static final int NAME_CHARS_MAX = 100;

  private final Rules rules;
  private final Budgets budgets;
  private final Questions questions;

  Gating(Rules rules, Budgets budgets, Questions questions) {
    this.rules = rules;
    this.budgets = budgets;
    this.questions = questions;
  }

  void startCalls(Draft draft, SubtaskState subtask, Phase.Calling calling) {
    boolean allBeforeDone = true;
    boolean allBeforeReadOnly = true;
    for (var call : calling.calls()) {
      if (draft.state().isHolding() || isOver(draft, subtask)) {
        return;
      }
      var tool = offered(call.call().name());
      boolean aside = isDoneAside(call, tool);
      if (allBeforeDone || aside && allBeforeReadOnly) {
        advance(draft, subtask, call, tool);
      }
      allBeforeDone &= call.isDone();
      allBeforeReadOnly &= call.isDone() || aside;
    }
  }

  private static boolean isOver(Draft draft, SubtaskState subtask) {
    return draft.state().subtask(subtask.id()).orElseThrow().status().isFinished();
  }

  /// Whether it may run beside others: it changes nothing, and nobody has to be asked.
  private static boolean isDoneAside(Call call, Optional<ToolCatalogue.ToolInfo> tool) {
    return tool.map(ToolCatalogue.ToolInfo::readOnly).orElse(true)
        && !call.call().name().equals(EngineTools.ASK_USER);
  }

  private Optional<ToolCatalogue.ToolInfo> offered(String name) {
    var excluded = rules.process().map(p -> p.excludedTools()).orElse(List.of());
    return rules.tools().find(name).filter(tool -> !excluded.contains(name));
  }

  private void advance(
      Draft draft, SubtaskState subtask, Call call, Optional<ToolCatalogue.ToolInfo> tool) {
    switch (call.status()) {
      case PLANNED -> gate(draft, subtask, call, tool);
      case APPROVED ->
          tool.ifPresentOrElse(
              there -> start(draft, subtask, call, there),
              () -> CallResults.failed(draft, subtask, call, unknown(call)));
      case IN_DOUBT -> resolveDoubt(draft, subtask, call, tool);
      case ASKED, QUESTIONED, STARTED, DONE -> {
        // Waits for somebody, or is over.
      }
    }
  }

  private void gate(
      Draft draft, SubtaskState subtask, Call call, Optional<ToolCatalogue.ToolInfo> tool) {
    var limit = rules.execution().maxSubtaskToolCalls();
    if (subtask.attempt().calls().size() >= limit) {
      Failing.fail(
          draft,
          subtask.id(),
          "Not done after " + limit + " tool calls (execution.max_subtask_tool_calls).",
          Failing.TOOL_CALL_LIMIT,
          0);
    } else if (tool.isEmpty()) {
      CallResults.failed(draft, subtask, call, unknown(call));
    } else if (!call.call().malformed().isEmpty()) {
      CallResults.failed(
          draft,
          subtask,
          call,
          "The arguments are not a JSON object, so the call was not run. Send it again as JSON.");
    } else if (!isRepeatedTooOften(draft, subtask, call)) {
      admit(draft, subtask, call, tool.get());
    }
  }

  /// The same call with nothing changed in between gives the same: it is refused once, and then
  /// ends the attempt.
  private boolean isRepeatedTooOften(Draft draft, SubtaskState subtask, Call call) {
    int limit = rules.execution().maxRepeatedCalls();
    int same = Repetition.of(subtask.attempt().calls(), call.call());
    if (same < limit) {
      return false;
    }
    if (same == limit) {
      CallResults.failed(
          draft,
          subtask,
          call,
          "This very call was made "
              + same
              + " times with nothing changed in between, so it was not run again. Do something"
              + " else, or say what you have.");
    } else {
      Failing.fail(
          draft,
          subtask.id(),
          "It went in circles: "
              + call.call().name()
              + " was called with the same arguments "
              + same
              + " times with nothing changed in between (execution.max_repeated_calls).",
          Failing.LOOP,
          0);
    }
    return true;
  }

  private void admit(Draft draft, SubtaskState subtask, Call call, ToolCatalogue.ToolInfo tool) {
    switch (call.call().name()) {
      case EngineTools.ASK_USER -> questions.ask(draft, subtask, call);
      case EngineTools.RECALL_OUTPUT -> Recall.answer(draft, subtask, call);
      default ->
          danger(call, tool)
              .ifPresentOrElse(
                  danger -> ask(draft, subtask, call, danger.reason(), danger.riskLevel()),
                  () -> start(draft, subtask, call, tool));
    }
  }

  /// The nearest names come first: a small model reads no further.
  private String unknown(Call call) {
    var name = call.call().name();
    var names =
        rules.tools().tools().stream()
            .map(tool -> tool.description().name())
            .filter(known -> offered(known).isPresent())
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
  private static Optional<Danger> danger(Call call, ToolCatalogue.ToolInfo tool) {
    return tool.readOnly() ? Optional.empty() : Danger.of(call.call().arguments());
  }

  private void start(Draft draft, SubtaskState subtask, Call call, ToolCatalogue.ToolInfo tool) {
    if (!budgets.allowsToolCall(draft)) {
      return;
    }
    draft.record(
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
      Draft draft, SubtaskState subtask, Call call, Optional<ToolCatalogue.ToolInfo> tool) {
    switch (tool.isPresent() ? call.started() : CrashPolicy.NEVER) {
      case RETRY, VERIFY -> start(draft, subtask, call, tool.orElseThrow());
      case ASK ->
          ask(
              draft,
              subtask,
              call,
              "The engine stopped while this ran; it may have happened already. Run it again?",
              RiskLevel.MEDIUM);
      case NEVER ->
          CallResults.failed(
              draft,
              subtask,
              call,
              "The engine stopped while this call ran. It may or may not have happened, and was"
                  + " not run again. Look at the state of things before you repeat it.");
    }
  }

  private void ask(
      Draft draft, SubtaskState subtask, Call call, String reason, RiskLevel riskLevel) {
    var action = call.call().name() + " " + Json.write(call.call().arguments());
    draft.record(
        new ApprovalRequested(
            subtask.id(),
            call.step(),
            reason,
            action,
            riskLevel,
            Map.of("tool", call.call().name(), "args", call.call().arguments()),
            ActionHash.of(call.step().value(), action),
            draft.now().plusSeconds(rules.execution().approvalTimeoutSeconds())));
  }
}
