package dev.loom.orchestrator.core;

import dev.loom.api.tool.CrashPolicy;
import dev.loom.contracts.event.TaskEvent.ApprovalRequested;
import dev.loom.contracts.event.TaskEvent.ToolCallCompleted;
import dev.loom.contracts.event.TaskEvent.ToolCallStarted;
import dev.loom.contracts.json.Json;
import dev.loom.contracts.task.RiskLevel;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.orchestrator.policy.ActionHash;
import dev.loom.orchestrator.policy.Danger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Decides what becomes of the tool calls of a turn, before any of them has an effect: run it, ask
/// a person first, or send it back to the model.
///
/// Calls that change something run one after another in the model's order; read-only calls beside
/// each other run side by side.
final class Gating {
  private final Rules rules;

  Gating(Rules rules) {
    this.rules = rules;
  }

  void startCalls(Draft draft, SubtaskState subtask, Phase.Calling calling) {
    boolean allBeforeDone = true;
    boolean allBeforeReadOnly = true;
    for (var call : calling.calls()) {
      var tool = offered(call.call().name());
      boolean readOnly = tool.map(ToolCatalogue.Line::readOnly).orElse(true);
      if (allBeforeDone || readOnly && allBeforeReadOnly) {
        advance(draft, subtask, call, tool);
      }
      allBeforeDone &= call.isDone();
      allBeforeReadOnly &= call.isDone() || readOnly;
    }
  }

  private Optional<ToolCatalogue.Line> offered(String name) {
    var excluded = rules.process().map(p -> p.excludedTools()).orElse(List.of());
    return rules.tools().find(name).filter(tool -> !excluded.contains(name));
  }

  private void advance(
      Draft draft, SubtaskState subtask, Call call, Optional<ToolCatalogue.Line> tool) {
    switch (call.status()) {
      case PLANNED -> gate(draft, subtask, call, tool);
      case APPROVED -> start(draft, subtask, call, tool.orElseThrow());
      case IN_DOUBT -> resolveDoubt(draft, subtask, call, tool);
      case ASKED, STARTED, DONE -> {
        // Waits for somebody, or is over.
      }
    }
  }

  private void gate(
      Draft draft, SubtaskState subtask, Call call, Optional<ToolCatalogue.Line> tool) {
    if (tool.isEmpty()) {
      refuse(draft, subtask, call, "Unknown tool: " + call.call().name() + ". " + toolNames());
    } else if (!call.call().malformed().isEmpty()) {
      refuse(
          draft,
          subtask,
          call,
          "The arguments are not a JSON object, so the call was not run. Send it again as JSON.");
    } else {
      danger(call, tool.get())
          .ifPresentOrElse(
              danger -> ask(draft, subtask, call, danger.reason(), danger.riskLevel()),
              () -> start(draft, subtask, call, tool.get()));
    }
  }

  /// A tool that only reads harms nothing, whatever it is asked to read.
  private static Optional<Danger> danger(Call call, ToolCatalogue.Line tool) {
    return tool.readOnly() ? Optional.empty() : Danger.of(call.call().arguments());
  }

  private String toolNames() {
    return rules.tools().tools().stream()
        .map(tool -> tool.description().name())
        .collect(Collectors.joining(", ", "The tools are: ", "."));
  }

  private void start(Draft draft, SubtaskState subtask, Call call, ToolCatalogue.Line tool) {
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
      Draft draft, SubtaskState subtask, Call call, Optional<ToolCatalogue.Line> tool) {
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
          refuse(
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

  private static void refuse(Draft draft, SubtaskState subtask, Call call, String error) {
    draft.record(
        new ToolCallCompleted(
            subtask.id(),
            call.step(),
            call.call().id(),
            call.call().name(),
            false,
            "",
            error,
            List.of(),
            false,
            0));
  }
}
