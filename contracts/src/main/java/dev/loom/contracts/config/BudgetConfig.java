package dev.loom.contracts.config;

import dev.loom.contracts.task.Budget;

/// `[budget]`: limits of tasks that do not set their own. 0 means unlimited.
///
/// @param maxTokens input and output tokens of all models
/// @param maxCostUsd cost in US dollars, by the prices of `[models.<alias>]`
/// @param maxSeconds working time in seconds
/// @param maxToolCalls started tool calls
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

  /// Converts the limits to a task budget.
  public Budget toBudget() {
    return new Budget(maxTokens, maxCostUsd, maxSeconds, maxToolCalls);
  }
}
