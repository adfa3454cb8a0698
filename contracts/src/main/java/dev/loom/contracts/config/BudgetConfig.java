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
    Bounds.check("budget.max_tokens", maxTokens, 0, Integer.MAX_VALUE);
    Bounds.amount("budget.max_cost_usd", maxCostUsd);
    Bounds.check("budget.max_seconds", maxSeconds, 0, 31_536_000);
    Bounds.check("budget.max_tool_calls", maxToolCalls, 0, 1_000_000);
  }

  public static BudgetConfig defaults() {
    return new BudgetConfig(0, 0, 0, 0);
  }

  /// The limits, as a task carries them.
  public Budget limits() {
    return new Budget(maxTokens, maxCostUsd, maxSeconds, maxToolCalls);
  }
}
