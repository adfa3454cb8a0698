package dev.loom.models.http;

import dev.loom.api.model.Message;
import dev.loom.api.model.ToolCall;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The blocks of a message that its endpoint gets back unchanged, and the ids of the calls in them.
public record ProviderBlocks(List<Map<String, Object>> blocks, Set<Object> callIds) {
  /// Returns the endpoint's own blocks of a message; none if they contain a call that the message
  /// does not.
  ///
  /// @param origin the origin of the endpoint's provider state
  /// @param callType the type of a block with a call
  /// @param idField the field of such a block with the call's id
  public static ProviderBlocks of(
      Message.Assistant assistant, String origin, String callType, String idField) {
    var blocks = assistant.continuation().blocks();
    var callIds =
        blocks.stream()
            .filter(block -> callType.equals(block.get("type")))
            .map(block -> block.get(idField))
            .collect(Collectors.toSet());
    var messageIds = assistant.toolCalls().stream().map(ToolCall::id).toList();
    return assistant.continuation().origin().equals(origin) && messageIds.containsAll(callIds)
        ? new ProviderBlocks(blocks, callIds)
        : new ProviderBlocks(List.of(), Set.of());
  }

  /// Returns whether there is a block of this type.
  public boolean has(String type) {
    return blocks.stream().anyMatch(block -> type.equals(block.get("type")));
  }
}
