package dev.loom.orchestrator.loop;

import dev.loom.api.tool.ToolEffect;
import dev.loom.contracts.model.CompleteModel;
import java.util.List;

/// Represents a model's response and what its tool calls are going to do.
///
/// @param toolEffects declared effects of each tool call, in their order; those of a call without
///   an entry are unknown
public record ModelTurn(CompleteModel.Completion completion, List<List<ToolEffect>> toolEffects) {
  public ModelTurn {
    toolEffects = List.copyOf(toolEffects);
  }

  String text() {
    return completion.response().text();
  }
}
