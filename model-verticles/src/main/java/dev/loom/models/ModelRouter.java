package dev.loom.models;

import dev.loom.api.model.ModelRole;
import dev.loom.contracts.error.ServiceError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Selects models by role, tier, circuit state and load.
///
/// Order of the models that have the requested role: first the lowest tier that is at least the
/// requested one, then higher tiers ascending, then lower tiers descending; within a tier the least
/// loaded first; avoided models last. A model with an open circuit keeps its place, so that the
/// caller can report it as skipped, but at least one circuit must not be open. If no model has the
/// role of planner, verifier or extractor, executors take it, most capable first; so a single
/// executor is enough to run everything.
///
/// @param <M> the type of model
final class ModelRouter<M extends ModelRouter.RoutableModel> {
  private final List<M> models;

  ModelRouter(List<M> models) {
    this.models = List.copyOf(models);
  }

  /// The properties that selection depends on.
  interface RoutableModel {
    String alias();

    int tier();

    Set<ModelRole> roles();

    /// Returns whether the circuit breaker currently rejects calls.
    boolean isCircuitOpen();

    /// Returns the calls in progress as a fraction of the allowed number.
    double load();
  }

  /// A model with the load read once, because the load may change during sorting.
  private record LoadedModel<M extends RoutableModel>(M model, double load) {
    int tier() {
      return model.tier();
    }
  }

  /// Returns the models to try, best first.
  ///
  /// @param avoided aliases of models to use only if no other model succeeds
  /// @return at least one model
  /// @throws dev.loom.contracts.error.ServiceException if no model has the role, or the circuits of
  ///   all that have it are open
  List<M> select(ModelRole role, int tier, Set<String> avoided) {
    var candidates = withRole(role, tier);
    if (candidates.stream().allMatch(RoutableModel::isCircuitOpen)) {
      var names = String.join(", ", candidates.stream().map(RoutableModel::alias).toList());
      throw ServiceError.failed(
              "Every model for the role "
                  + nameOf(role)
                  + " ("
                  + names
                  + ") failed repeatedly and is not called for a while.",
              true)
          .toException();
    }
    // The sort is stable and keeps the order otherwise.
    return candidates.stream()
        .sorted(Comparator.comparing(model -> avoided.contains(model.alias())))
        .toList();
  }

  private List<M> withRole(ModelRole role, int tier) {
    var configured = models.stream().filter(model -> model.roles().contains(role)).toList();
    if (!configured.isEmpty()) {
      return byTier(configured, tier);
    }
    var executors =
        models.stream().filter(model -> model.roles().contains(ModelRole.EXECUTOR)).toList();
    if (executors.isEmpty()) {
      throw ServiceError.invalid(
              "No model configured for role: "
                  + nameOf(role)
                  + ". Add the role to the `roles` of a model.")
          .toException();
    }
    return sorted(executors, Comparator.<LoadedModel<M>>comparingInt(LoadedModel::tier).reversed());
  }

  private List<M> byTier(List<M> configured, int tier) {
    var order = new ArrayList<M>();
    order.addAll(
        sorted(
            configured.stream().filter(model -> model.tier() >= tier).toList(),
            Comparator.comparingInt(LoadedModel::tier)));
    order.addAll(
        sorted(
            configured.stream().filter(model -> model.tier() < tier).toList(),
            Comparator.<LoadedModel<M>>comparingInt(LoadedModel::tier).reversed()));
    return order;
  }

  private List<M> sorted(List<M> subset, Comparator<LoadedModel<M>> byTier) {
    return subset.stream()
        .map(model -> new LoadedModel<>(model, model.load()))
        .sorted(byTier.thenComparingDouble(LoadedModel::load))
        .map(LoadedModel::model)
        .toList();
  }

  private static String nameOf(ModelRole role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
