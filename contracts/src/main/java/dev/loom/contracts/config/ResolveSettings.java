package dev.loom.contracts.config;

import dev.loom.api.JsonValues;
import dev.loom.contracts.RecordChecks;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Requests the configuration of one task. Fails as invalid if a key or value is wrong, if a model
/// cannot be used, or if a key belongs to the engine and differs from its configuration.
///
/// @param settings values by dotted key, such as `execution.max_replans`
public record ResolveSettings(Map<String, Object> settings) {
  private static final Set<String> TASK_SECTIONS =
      Set.of("models", "execution", "budget", "verification");

  /// Keys of other sections that apply to single tasks.
  private static final Set<String> TASK_KEYS =
      Set.of("tools.shell_timeout_seconds", "tools.output_chars_max");

  /// Keys of these sections that limit all tasks together.
  private static final Set<String> ENGINE_KEYS =
      Set.of("execution.max_parallel_tasks", "execution.max_queued_tasks");

  public ResolveSettings {
    settings = JsonValues.copyOf(settings);
  }

  /// Returns whether a dotted key applies to single tasks, and not to the engine as a whole.
  public static boolean isOfTask(String key) {
    return TASK_KEYS.contains(key)
        || TASK_SECTIONS.contains(key.split("\\.")[0]) && !ENGINE_KEYS.contains(key);
  }

  /// Reply with the configuration of the engine as changed by the settings.
  ///
  /// @param models models by alias if the settings change one; empty for those of the engine
  /// @param callLimits limits of tool calls if the settings change one; empty for those of the
  ///   engine
  public record Resolved(
      ExecutionConfig execution,
      BudgetConfig budget,
      VerificationConfig verification,
      Map<String, ModelConfig> models,
      Optional<CallLimits> callLimits) {
    public Resolved {
      RecordChecks.requireNonNull(
          Resolved.class, execution, budget, verification, models, callLimits);
      models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
    }
  }
}
