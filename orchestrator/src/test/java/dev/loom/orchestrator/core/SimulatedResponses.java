package dev.loom.orchestrator.core;

import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.Verdict;
import dev.loom.orchestrator.DeclaredEffects;
import dev.loom.orchestrator.loop.Turns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/// Generates the responses of planners, models, tools and verifiers in a simulation, most of them
/// valid.
final class SimulatedResponses {
  private final Random random;
  private final Consumer<String> onFault;

  SimulatedResponses(Random random, Consumer<String> onFault) {
    this.random = random;
    this.onFault = onFault;
  }

  private boolean chance(double share) {
    return random.nextDouble() < share;
  }

  Input toolFinished(Effect.RunTool call) {
    boolean good = chance(0.8);
    if (!good) {
      onFault.accept("tool failure");
    }
    boolean writes = call.tool().equals("write_file") || call.tool().equals("append");
    var files =
        writes && good
            ? List.of(new FileChange("f" + random.nextInt(3), FileChange.Kind.MODIFIED))
            : List.<FileChange>of();
    return new Input.ToolFinished(
        call.step(),
        (good ? ToolResult.ok("out") : ToolResult.fail("err")).withFilesChanged(files),
        0.1);
  }

  Input plan(int version, int round) {
    if (chance(0.1)) {
      onFault.accept("model failure");
      return new Input.PlanFailed(version, round, "no model");
    }
    if (chance(0.2)) {
      onFault.accept(version == 1 ? "invalid plan" : "invalid new plan");
      return arrived(version, round, "I would rather write prose {\"subtasks\": 7}.");
    }
    int count = 1 + random.nextInt(6);
    var json = new StringBuilder("Here: {\"subtasks\":[");
    boolean cycle = chance(0.1);
    for (int i = 0; i < count; i++) {
      var needs = new ArrayList<String>();
      for (int j = 0; j < count; j++) {
        if (j < i && chance(0.4) || cycle && j == (i + 1) % count) {
          needs.add("\"s" + j + "\"");
        }
      }
      json.append(i == 0 ? "" : ",")
          .append(
              "{\"id\":\"s%d\",\"description\":\"d\",\"depends_on\":%s,\"model_tier\":%d,"
                  .formatted(i, needs, 1 + random.nextInt(3)))
          .append(
              "\"is_critical_path\":%b,\"is_synthesis\":%b}".formatted(chance(0.1), chance(0.2)));
    }
    if (cycle) {
      onFault.accept("cyclic plan");
    }
    return arrived(version, round, json.append("]}").toString());
  }

  private static Input arrived(int version, int round, String answer) {
    return new Input.PlanArrived(
        version, round, answer, "planner", new ModelUsage(1, 1, 0, 0.1), ModelHints.NONE);
  }

  Input modelTurn(StepId step) {
    if (chance(0.05)) {
      onFault.accept("model failure");
      return new Input.TurnFailed(step, "the model is gone", chance(0.7));
    }
    var calls = new ArrayList<ToolCall>();
    while (chance(0.45) && calls.size() < 4) {
      calls.add(call("c" + calls.size()));
    }
    var text = chance(0.04) ? "BLOCKED: I cannot" : chance(0.05) ? "" : "done";
    if (calls.isEmpty() && text.isEmpty()) {
      onFault.accept("empty answer");
    }
    if (calls.isEmpty() && text.startsWith("BLOCKED")) {
      onFault.accept("blocked");
    }
    return new Input.TurnArrived(
        step,
        Turns.of(
            text,
            calls,
            ModelResponse.StopReason.DONE,
            "executor",
            new ModelUsage(1, 1, 0, 0.1),
            DeclaredEffects.of(calls)));
  }

  private ToolCall call(String id) {
    return switch (random.nextInt(10)) {
      case 0, 1 -> new ToolCall(id, "look", Map.of("path", "a"));
      case 2 -> new ToolCall(id, "write_file", Map.of("path", "a", "content", "b"));
      case 3 -> new ToolCall(id, "append", Map.of("path", "a", "line", random.nextInt(5)));
      case 4 -> new ToolCall(id, "shell_execute", Map.of("command", "make all"));
      case 5 -> new ToolCall(id, "shell_execute", Map.of("command", "cd x && rm -rf build"));
      case 6 -> new ToolCall(id, "careful", Map.of());
      case 7 -> new ToolCall(id, "ask_user", Map.of("question", "which colour?"));
      case 8 -> new ToolCall(id, "recall_output", Map.of("output_id", "s1.1.1.1"));
      default -> {
        boolean unknown = chance(0.5);
        onFault.accept(unknown ? "unknown tool" : "malformed arguments");
        yield unknown
            ? new ToolCall(id, "teleport", Map.of())
            : new ToolCall(id, "look", Map.of(), "{\"path\":");
      }
    };
  }

  Verdict verdict() {
    var outcomes = Verdict.Outcome.values();
    var outcome = chance(0.7) ? Verdict.Outcome.VERIFIED : outcomes[random.nextInt(3)];
    if (outcome == Verdict.Outcome.FAILED) {
      onFault.accept("failed verdict");
    }
    return new Verdict(outcome, 1 + random.nextInt(2), random.nextDouble(), "feedback", List.of());
  }
}
