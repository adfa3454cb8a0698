package dev.loom.orchestrator.loop;

import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ProviderState;
import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.ToolEffect;
import dev.loom.contracts.task.ModelUsage;
import java.util.List;

/// Represents a model's response.
///
/// @param stop why the model stopped
/// @param model the alias of the model
/// @param passedOver preferred models that were skipped or failed, each as `alias: reason`
/// @param continuation opaque data that must be returned to the same endpoint
/// @param toolEffects declared effects of each tool call, in their order; those of a call without
///   an entry are unknown
public record ModelTurn(
    String text,
    List<ToolCall> toolCalls,
    ModelResponse.StopReason stop,
    String model,
    ModelUsage usage,
    List<String> passedOver,
    ProviderState continuation,
    List<List<ToolEffect>> toolEffects) {
  public ModelTurn {
    toolCalls = List.copyOf(toolCalls);
    passedOver = List.copyOf(passedOver);
    toolEffects = List.copyOf(toolEffects);
  }

  /// Creates the turn of a first-choice model without provider state and with unknown effects.
  public ModelTurn(
      String text,
      List<ToolCall> toolCalls,
      ModelResponse.StopReason stop,
      String model,
      ModelUsage usage) {
    this(text, toolCalls, stop, model, usage, List.of(), ProviderState.NONE, List.of());
  }
}
