package dev.loom.api.model;

import java.util.Set;

/// A base for providers whose name, model, tier and roles never change. Always healthy, unless a
/// subclass checks its endpoint.
public abstract class AbstractModelProvider implements ModelProvider {
  private final String name;
  private final String model;
  private final int tier;
  private final Set<ModelRole> roles;

  /// @param name the result of [#name]
  /// @param model the result of [#model]
  /// @param tier the result of [#tier]
  /// @param roles the result of [#roles]
  protected AbstractModelProvider(String name, String model, int tier, Set<ModelRole> roles) {
    this.name = name;
    this.model = model;
    this.tier = tier;
    this.roles = Set.copyOf(roles);
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String model() {
    return model;
  }

  @Override
  public final int tier() {
    return tier;
  }

  @Override
  public final Set<ModelRole> roles() {
    return roles;
  }

  @Override
  public boolean isHealthy() throws InterruptedException {
    return true;
  }
}
