package dev.loom.orchestrator.loop;

import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.ToolEffect;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.task.ModelUsage;
import java.util.List;

/// Creates turns of models.
public final class Turns {
  private Turns() {}

  /// Creates a turn whose tool calls have unknown effects.
  public static ModelTurn of(
      String text,
      List<ToolCall> calls,
      ModelResponse.StopReason stop,
      String model,
      ModelUsage usage) {
    return of(text, calls, stop, model, usage, List.of());
  }

  public static ModelTurn of(
      String text,
      List<ToolCall> calls,
      ModelResponse.StopReason stop,
      String model,
      ModelUsage usage,
      List<List<ToolEffect>> effects) {
    var tokens =
        new TokenUsage(usage.inputTokens(), usage.outputTokens(), usage.cachedInputTokens());
    var response = new ModelResponse(text, "", calls, tokens, model, stop);
    return new ModelTurn(
        new CompleteModel.Completion(model, response, usage.costUsd(), List.of()), effects);
  }
}
