package dev.loom.contracts.model;

import java.util.List;

/// The models that an endpoint has.
///
/// @param models their ids, in its own order
public record EndpointModelList(List<String> models) {
  public EndpointModelList {
    models = List.copyOf(models);
  }
}
