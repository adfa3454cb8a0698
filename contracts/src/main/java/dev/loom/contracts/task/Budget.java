package dev.loom.contracts.task;

/// Limits of a task. When one is reached, the task pauses for a decision. 0 means unlimited.
///
/// @param maxTokens input and output tokens of all models
/// @param maxCostUsd cost in US dollars, by configured prices
/// @param maxSeconds working time in seconds, without time spent paused, waiting for users or
///   without a running engine
/// @param maxToolCalls started tool calls
public record Budget(long maxTokens, double maxCostUsd, long maxSeconds, long maxToolCalls) {
  /// No limits.
  public static final Budget NONE = new Budget(0, 0, 0, 0);

  public Budget {
    if (maxTokens < 0 || !(maxCostUsd >= 0) || maxSeconds < 0 || maxToolCalls < 0) {
      throw new IllegalArgumentException("a budget must not be negative; 0 means unlimited");
    }
  }

  /// Limit of a budget.
  public enum Limit {
    MAX_TOKENS,
    MAX_COST_USD,
    MAX_SECONDS,
    MAX_TOOL_CALLS
  }

  /// Returns the value of a limit, 0 if unlimited.
  public double limit(Limit limit) {
    return switch (limit) {
      case MAX_TOKENS -> maxTokens;
      case MAX_COST_USD -> maxCostUsd;
      case MAX_SECONDS -> maxSeconds;
      case MAX_TOOL_CALLS -> maxToolCalls;
    };
  }

  /// Returns a copy with another value of one limit.
  public Budget withLimit(Limit limit, double value) {
    return new Budget(
        limit == Limit.MAX_TOKENS ? Math.round(value) : maxTokens,
        limit == Limit.MAX_COST_USD ? value : maxCostUsd,
        limit == Limit.MAX_SECONDS ? Math.round(value) : maxSeconds,
        limit == Limit.MAX_TOOL_CALLS ? Math.round(value) : maxToolCalls);
  }

  /// Returns a copy that takes unlimited values from the defaults.
  public Budget withDefaults(Budget other) {
    return new Budget(
        maxTokens > 0 ? maxTokens : other.maxTokens,
        maxCostUsd > 0 ? maxCostUsd : other.maxCostUsd,
        maxSeconds > 0 ? maxSeconds : other.maxSeconds,
        maxToolCalls > 0 ? maxToolCalls : other.maxToolCalls);
  }
}
