package dev.loom.contracts.task;

/// What a task may take before it stops and asks. 0 means no limit.
///
/// @param maxTokens tokens of all models, read and written
/// @param maxCostUsd US dollars by the prices that are configured
/// @param maxSeconds of working time; waiting for a person, a pause, and the time that no engine
///   was there do not count
/// @param maxToolCalls tool calls that were started
public record Budget(long maxTokens, double maxCostUsd, long maxSeconds, long maxToolCalls) {
  /// No limits.
  public static final Budget NONE = new Budget(0, 0, 0, 0);

  public Budget {
    if (maxTokens < 0 || !(maxCostUsd >= 0) || maxSeconds < 0 || maxToolCalls < 0) {
      throw new IllegalArgumentException("a budget is not negative; 0 means no limit");
    }
  }

  /// What can run out.
  public enum Limit {
    MAX_TOKENS,
    MAX_COST_USD,
    MAX_SECONDS,
    MAX_TOOL_CALLS
  }

  /// One limit; 0 when there is none.
  public double limit(Limit limit) {
    return switch (limit) {
      case MAX_TOKENS -> maxTokens;
      case MAX_COST_USD -> maxCostUsd;
      case MAX_SECONDS -> maxSeconds;
      case MAX_TOOL_CALLS -> maxToolCalls;
    };
  }

  /// The same with another value of one limit.
  public Budget withLimit(Limit limit, double value) {
    return new Budget(
        limit == Limit.MAX_TOKENS ? Math.round(value) : maxTokens,
        limit == Limit.MAX_COST_USD ? value : maxCostUsd,
        limit == Limit.MAX_SECONDS ? Math.round(value) : maxSeconds,
        limit == Limit.MAX_TOOL_CALLS ? Math.round(value) : maxToolCalls);
  }

  /// These limits, and the other's where this one has none.
  public Budget withDefaults(Budget other) {
    return new Budget(
        maxTokens > 0 ? maxTokens : other.maxTokens,
        maxCostUsd > 0 ? maxCostUsd : other.maxCostUsd,
        maxSeconds > 0 ? maxSeconds : other.maxSeconds,
        maxToolCalls > 0 ? maxToolCalls : other.maxToolCalls);
  }
}
