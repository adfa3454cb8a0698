package dev.loom.contracts.config;

import dev.loom.contracts.task.Budget;

/// `[budget]`: what a task may take that brings no budget of its own. 0 means no limit.
///
/// @param maxTokens tokens of all models, read and written
/// @param maxCostUsd US dollars by the prices of `[models.<alias>]`
/// @param maxSeconds of working time
/// @param maxToolCalls tool calls that were started
public record BudgetConfig(int maxTokens, double maxCostUsd, int maxSeconds, int maxToolCalls) {
  public BudgetConfig {
    ConfigBounds.requireRange("budget.max_tokens", maxTokens, 0, Integer.MAX_VALUE);
    ConfigBounds.requireNonNegative("budget.max_cost_usd", maxCostUsd);
    ConfigBounds.requireRange("budget.max_seconds", maxSeconds, 0, 31_536_000);
    ConfigBounds.requireRange("budget.max_tool_calls", maxToolCalls, 0, 1_000_000);
  }

  public static BudgetConfig defaults() {
    return new BudgetConfig(0, 0, 0, 0);
  }

  /// The limits, as a task carries them.
  public Budget toBudget() {
    return new Budget(maxTokens, maxCostUsd, maxSeconds, maxToolCalls);
  }
}
