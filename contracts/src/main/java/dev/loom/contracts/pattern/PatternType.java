package dev.loom.contracts.pattern;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// Type of a learned pattern.
public enum PatternType {
  /// A user had to request something the model should have done on its own.
  BEHAVIORAL_GAP,
  /// A user contradicted a model.
  BEHAVIORAL_CORRECTION,
  /// Success rates of models per kind of subtask. Used by the router.
  SUBTASK_SUCCESS,
  /// Kinds of subtask that needed retries. Used by planning.
  RETRY_PATTERN,
  /// A successful plan, shown to the planner for similar goals.
  TASK_TEMPLATE;

  /// Reports whether the type concerns users' expectations rather than Loom's operation.
  public boolean isBehavioral() {
    return switch (this) {
      case BEHAVIORAL_GAP, BEHAVIORAL_CORRECTION -> true;
      case SUBTASK_SUCCESS, RETRY_PATTERN, TASK_TEMPLATE -> false;
    };
  }

  /// Returns the name used in the API and the database, such as `retry_pattern`.
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
