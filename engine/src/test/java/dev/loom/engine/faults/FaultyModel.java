package dev.loom.engine.faults;

import java.util.function.Consumer;
import java.util.regex.Pattern;

/// A way in which models go wrong.
///
/// @param hopeful what a good engine makes of it
/// @param reason what a failed task's errors must tell of, as a regular expression
/// @param taming makes a life, which is a good one at first, one of this kind
record FaultyModel(String name, Recovery recovery, Pattern reason, Consumer<FaultScenario> setup) {
  /// What a good engine makes of a fault.
  enum Recovery {
    /// The model gets over it, so the task must be completed and the files be right.
    RECOVERABLE,
    /// The model never gets over it, so the task must fail and say why.
    UNRECOVERABLE
  }

  static FaultyModel recoverable(String name, Consumer<FaultScenario> setup) {
    return new FaultyModel(name, Recovery.RECOVERABLE, Pattern.compile(""), setup);
  }

  static FaultyModel unrecoverable(String name, String reason, Consumer<FaultScenario> setup) {
    return new FaultyModel(
        name, Recovery.UNRECOVERABLE, Pattern.compile(reason, Pattern.DOTALL), setup);
  }

  /// Nobody can tell whether the work is right, and what nobody can tell does not count as done.
  static FaultyModel unverifiable(String name, Consumer<FaultScenario> setup) {
    return unrecoverable(name, "nobody knows whether|The verifier said no", setup);
  }
}
