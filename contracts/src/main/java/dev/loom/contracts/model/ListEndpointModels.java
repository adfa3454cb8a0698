package dev.loom.contracts.model;

import java.util.List;

/// Requests the models available at an endpoint. Fails as `FAILED`, with the reason, if the list
/// cannot be read.
///
/// @param provider provider kind
/// @param baseUrl endpoint; empty for the provider's default
/// @param key API key; empty for none
public record ListEndpointModels(String provider, String baseUrl, String key) {
  /// Omits the key.
  @Override
  public String toString() {
    return "ListEndpointModels[" + provider + "]";
  }

  /// Reply with the models available at an endpoint.
  ///
  /// @param models model ids, in the endpoint's order
  public record Found(List<String> models) {
    public Found {
      models = List.copyOf(models);
    }
  }
}
