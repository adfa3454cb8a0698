package dev.loom.api.model;

import dev.loom.api.JsonValues;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Holds opaque data that an endpoint requires back unchanged when a response becomes part of a
/// conversation, such as signed reasoning. Only the provider that created it interprets it.
///
/// @param origin protocol and model that created it; a provider returns only its own state and
///   drops any other
/// @param blocks JSON-shaped blocks, in response order
public record ProviderState(String origin, List<Map<String, Object>> blocks) {
  /// No state.
  public static final ProviderState NONE = new ProviderState("", List.of());

  public ProviderState {
    Objects.requireNonNull(origin, "origin");
    blocks = blocks.stream().map(JsonValues::copyOf).toList();
  }

  /// Reports whether there is any state to send back.
  public boolean hasBlocks() {
    return !blocks.isEmpty();
  }
}
