package dev.loom.models;

import dev.loom.api.model.ModelRole;
import dev.loom.contracts.error.ServiceException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/// Selects models by role, tier and load.
///
/// Models with the requested role are ordered by tier: the requested tier and higher ones
/// ascending, then lower ones descending; within a tier by load; avoided models last. A model with
/// an open circuit keeps its place, so that the caller can report the model as skipped. If no model
/// has the role of planner, verifier or extractor, executors are used, highest tier first; so a
/// single executor can run everything.
///
/// @param <M> the type of model
final class ModelRouter<M extends ModelRouter.RoutableModel> {
  private final List<M> models;

  ModelRouter(List<M> models) {
    this.models = List.copyOf(models);
  }

  /// The properties of a model that its selection depends on.
  interface RoutableModel {
    String alias();

    int tier();

    Set<ModelRole> roles();

    /// Returns the calls in progress as a fraction of the allowed number.
    double load();
  }

  /// A model with its place in the order and a copy of its load, which may change during sorting.
  private record RankedModel<M>(M model, int rank, double load) {}

  /// Returns the models to try, best first.
  ///
  /// @param avoided aliases of models to use only if no other model succeeds
  /// @return at least one model
  /// @throws dev.loom.contracts.error.ServiceException if no model has the role
  List<M> select(ModelRole role, int tier, Set<String> avoided) {
    // The sort is stable, so models that are not avoided keep their order.
    return findCandidates(role, tier).stream()
        .sorted(Comparator.comparing(model -> avoided.contains(model.alias())))
        .toList();
  }

  private List<M> findCandidates(ModelRole role, int tier) {
    var candidates = findByRole(role);
    if (!candidates.isEmpty()) {
      return sorted(
          candidates,
          candidateTier ->
              candidateTier >= tier ? candidateTier : Integer.MAX_VALUE - candidateTier);
    }
    var executors = findByRole(ModelRole.EXECUTOR);
    if (executors.isEmpty()) {
      var text = "No model configured for role: %s. Add the role to the `roles` of a model.";
      throw ServiceException.invalid(text.formatted(nameOf(role)));
    }
    return sorted(executors, executorTier -> -executorTier);
  }

  private List<M> findByRole(ModelRole role) {
    return models.stream().filter(model -> model.roles().contains(role)).toList();
  }

  /// @param rank maps a model's tier to its place in the order
  private List<M> sorted(List<M> subset, IntUnaryOperator rank) {
    return subset.stream()
        .map(model -> new RankedModel<>(model, rank.applyAsInt(model.tier()), model.load()))
        .sorted(
            Comparator.<RankedModel<M>>comparingInt(RankedModel::rank)
                .thenComparingDouble(RankedModel::load))
        .map(RankedModel::model)
        .toList();
  }

  private static String nameOf(ModelRole role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
