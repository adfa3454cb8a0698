package dev.loom.contracts.config;

import dev.loom.contracts.task.Budget;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds out whether a limit on cost can be kept. The cost of a model without a price counts as 0,
/// so a limit would silently do nothing.
public final class CostLimit {
  /// Providers whose default endpoint is on this machine.
  private static final Set<String> LOCAL = Set.of("ollama", "builtin", "replay");

  private CostLimit() {}

  /// Checks the limit of a task, or the configured one if the task has none.
  ///
  /// @param models models of the task by alias; empty if models are found in the environment
  /// @return why it cannot be kept and what to do; empty if it can, or if there is none
  public static Optional<String> problem(
      Map<String, ModelConfig> models, BudgetConfig configured, Budget requested) {
    var budget = requested.withDefaults(configured.toBudget());
    return budget.maxCostUsd() > 0 ? problem(models) : Optional.empty();
  }

  static Optional<String> problem(Map<String, ModelConfig> models) {
    var unpriced =
        models.entrySet().stream()
            .filter(model -> !isPriced(model.getValue()) && isRemote(model.getValue().endpoint()))
            .map(Map.Entry::getKey)
            .findFirst();
    if (unpriced.isEmpty() && models.values().stream().anyMatch(CostLimit::isPriced)) {
      return Optional.empty();
    }
    var which =
        unpriced.map(alias -> "model '" + alias + "' has no price").orElse("no model has a price");
    return Optional.of(
        "cannot be kept, because "
            + which
            + "; set input_price_usd and output_price_usd in [models.<alias>], or limit max_tokens");
  }

  private static boolean isPriced(ModelConfig model) {
    return model.prices().inputPriceUsd() > 0 || model.prices().outputPriceUsd() > 0;
  }

  /// Reports whether a model is probably paid: servers of one's own rarely have a certificate.
  private static boolean isRemote(ModelConfig.Endpoint endpoint) {
    return endpoint.baseUrl().isEmpty()
        ? !LOCAL.contains(endpoint.provider())
        : endpoint.baseUrl().startsWith("https://");
  }
}
