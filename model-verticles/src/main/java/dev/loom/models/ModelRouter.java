package dev.loom.models;

import dev.loom.api.model.ModelRole;
import dev.loom.contracts.bus.ServiceError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Chooses models by role, tier and load.
///
/// Among the models that have a role, the lowest tier that is at least the one wanted comes first,
/// then higher ones, then lower ones from the top; of the same tier, the one with less to do. Those
/// to be avoided come last. Models whose circuit is open keep their place, so that whoever asks can
/// say which were passed over, but not all of them may be open. A planner, verifier or extractor
/// that nobody was made is the most capable executor, so one model with the role of an executor is
/// enough to run everything.
///
/// @param <M> what is chosen among
final class ModelRouter<M extends ModelRouter.RoutableModel> {
  private final List<M> models;

  ModelRouter(List<M> models) {
    this.models = List.copyOf(models);
  }

  /// What a choice needs to know of a model.
  interface RoutableModel {
    String alias();

    int tier();

    Set<ModelRole> roles();

    /// Whether it is left alone at the moment.
    boolean isCircuitOpen();

    /// How much it has to do, as a part of what it is allowed at a time.
    double load();
  }

  /// A model with what it had to do when it was looked at: that changes while models are sorted.
  private record LoadedModel<M extends RoutableModel>(M model, double load) {
    int tier() {
      return model.tier();
    }
  }

  /// The models to ask, best first.
  ///
  /// @param avoided aliases of models that are asked only when no other can answer
  /// @return at least one
  /// @throws dev.loom.contracts.bus.ServiceException when no model has the role, or all that have
  ///   it are left alone now
  List<M> select(ModelRole role, int tier, Set<String> avoided) {
    var candidates = withRole(role, tier);
    if (candidates.stream().allMatch(RoutableModel::isCircuitOpen)) {
      var names = String.join(", ", candidates.stream().map(RoutableModel::alias).toList());
      throw ServiceError.failed(
              "Every model for the role "
                  + nameOf(role)
                  + " ("
                  + names
                  + ") failed several times in a row and is left alone for a moment.",
              true)
          .toException();
    }
    // A stable sort keeps the order otherwise.
    return candidates.stream()
        .sorted(Comparator.comparing(model -> avoided.contains(model.alias())))
        .toList();
  }

  private List<M> withRole(ModelRole role, int tier) {
    var named = models.stream().filter(model -> model.roles().contains(role)).toList();
    if (!named.isEmpty()) {
      return byTier(named, tier);
    }
    var executors =
        models.stream().filter(model -> model.roles().contains(ModelRole.EXECUTOR)).toList();
    if (executors.isEmpty()) {
      throw ServiceError.invalid(
              "No model configured for role: "
                  + nameOf(role)
                  + ". Give a model this role in its `roles`.")
          .toException();
    }
    return sorted(executors, Comparator.<LoadedModel<M>>comparingInt(LoadedModel::tier).reversed());
  }

  private List<M> byTier(List<M> named, int tier) {
    var order = new ArrayList<M>();
    order.addAll(
        sorted(
            named.stream().filter(model -> model.tier() >= tier).toList(),
            Comparator.comparingInt(LoadedModel::tier)));
    order.addAll(
        sorted(
            named.stream().filter(model -> model.tier() < tier).toList(),
            Comparator.<LoadedModel<M>>comparingInt(LoadedModel::tier).reversed()));
    return order;
  }

  private List<M> sorted(List<M> some, Comparator<LoadedModel<M>> byTier) {
    return some.stream()
        .map(model -> new LoadedModel<>(model, model.load()))
        .sorted(byTier.thenComparingDouble(LoadedModel::load))
        .map(LoadedModel::model)
        .toList();
  }

  private static String nameOf(ModelRole role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
