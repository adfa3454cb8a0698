package dev.loom.api.model;

import dev.loom.api.JsonValues;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What an endpoint wants to get back unchanged when its answer becomes part of a conversation,
/// such as signed thinking. Nobody but the provider that made it looks inside.
///
/// @param origin the wire and the model that it comes from; a provider sends only its own back, and
///   leaves out any other
/// @param blocks JSON-shaped, in the order of the answer
public record ProviderState(String origin, List<Map<String, Object>> blocks) {
  /// Nothing has to go back.
  public static final ProviderState NONE = new ProviderState("", List.of());

  public ProviderState {
    Objects.requireNonNull(origin, "origin");
    blocks = blocks.stream().map(JsonValues::copyOf).toList();
  }

  /// Whether there is anything to send back.
  public boolean hasBlocks() {
    return !blocks.isEmpty();
  }
}
