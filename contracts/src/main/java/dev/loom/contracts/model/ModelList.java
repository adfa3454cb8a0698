package dev.loom.contracts.model;

import dev.loom.api.model.ModelRole;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The models of an engine.
///
/// @param models in the order the router knows them
/// @param choice one sentence on why these, for people
public record ModelList(List<Line> models, String choice) {
  public ModelList {
    models = List.copyOf(models);
  }

  /// One model.
  ///
  /// @param name its alias
  /// @param model its id at its endpoint
  /// @param provider the provider's kind, such as `openai_compatible`
  /// @param circuit `closed` while it is asked, `open` while it is left alone after failures,
  ///   `half_open` while it is tried again
  /// @param inputPriceUsd of a million tokens read, in US dollars, as configured
  /// @param outputPriceUsd of a million tokens written, in US dollars, as configured
  public record Line(
      String name,
      String model,
      String provider,
      int tier,
      Set<ModelRole> roles,
      boolean healthy,
      String circuit,
      double inputPriceUsd,
      double outputPriceUsd) {
    public Line {
      roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
    }

    /// A model without a price.
    public Line(
        String name,
        String model,
        String provider,
        int tier,
        Set<ModelRole> roles,
        boolean healthy,
        String circuit) {
      this(name, model, provider, tier, roles, healthy, circuit, 0, 0);
    }
  }
}
