package dev.loom.contracts.model;

import java.util.List;

/// Reply with the models available at an endpoint.
///
/// @param models model ids, in the endpoint's order
public record EndpointModelList(List<String> models) {
  public EndpointModelList {
    models = List.copyOf(models);
  }
}
