package dev.loom.engine.faults;

import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Represents a kind of faulty model.
///
/// @param recovery required reaction of the engine
/// @param reason regular expression that the errors of a failed task must match
/// @param setup applies the fault to a scenario
record FaultyModel(String name, Recovery recovery, Pattern reason, Consumer<FaultScenario> setup) {
  /// Required reaction to a fault.
  enum Recovery {
    /// The model recovers: the task must complete with correct files.
    RECOVERABLE,
    /// The model never recovers: the task must fail with the reason.
    UNRECOVERABLE
  }

  static FaultyModel recoverable(String name, Consumer<FaultScenario> setup) {
    return new FaultyModel(name, Recovery.RECOVERABLE, Pattern.compile(""), setup);
  }

  static FaultyModel unrecoverable(String name, String reason, Consumer<FaultScenario> setup) {
    return new FaultyModel(
        name, Recovery.UNRECOVERABLE, Pattern.compile(reason, Pattern.DOTALL), setup);
  }

  /// Returns a model whose work cannot be verified, so the task must fail.
  static FaultyModel unverifiable(String name, Consumer<FaultScenario> setup) {
    return unrecoverable(name, "not verified|The verifier failed the result", setup);
  }
}
