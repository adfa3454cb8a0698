package dev.loom.contracts.model;

import java.util.Objects;

/// Asks an endpoint which models it has. Refused as failed, with the reason why there is no list.
///
/// @param provider what it speaks
/// @param baseUrl where it is; empty for the provider's own
/// @param key the key itself; empty for none
public record ListEndpointModels(String provider, String baseUrl, String key) {
  public ListEndpointModels {
    Objects.requireNonNull(provider, "provider");
    Objects.requireNonNull(baseUrl, "baseUrl");
    Objects.requireNonNull(key, "key");
  }

  /// Never shows the key.
  @Override
  public String toString() {
    return "ListEndpointModels[" + provider + "]";
  }
}
