package dev.loom.contracts.pattern;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What kind of thing was learned.
public enum PatternType {
  /// A person had to ask for something a model should have done by itself.
  BEHAVIORAL_GAP,
  /// A person contradicted what a model said.
  BEHAVIORAL_CORRECTION,
  /// How often which model succeeds at a kind of subtask. Used by the router.
  SUBTASK_SUCCESS,
  /// Which kinds of subtask needed more than one attempt. Used when a plan is made.
  RETRY_PATTERN,
  /// A plan that worked. Shown to the planner of a similar goal.
  TASK_TEMPLATE;

  /// Whether it is about how people want to be helped, not about how Loom runs.
  public boolean isBehavioral() {
    return switch (this) {
      case BEHAVIORAL_GAP, BEHAVIORAL_CORRECTION -> true;
      case SUBTASK_SUCCESS, RETRY_PATTERN, TASK_TEMPLATE -> false;
    };
  }

  /// The name on every wire and in the database, such as `retry_pattern`.
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
