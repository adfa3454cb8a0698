package dev.loom.engine.zoo;

import java.util.function.Consumer;
import java.util.regex.Pattern;

/// A way in which models go wrong.
///
/// @param hopeful what a good engine makes of it
/// @param reason what a failed task's errors must tell of, as a regular expression
/// @param taming makes a life, which is a good one at first, one of this kind
record Beast(String name, Hope hopeful, Pattern reason, Consumer<Life> taming) {
  /// What a good engine makes of a fault.
  enum Hope {
    /// The model gets over it, so the task must be completed and the files be right.
    RECOVERABLE,
    /// The model never gets over it, so the task must fail and say why.
    HOPELESS
  }

  static Beast recoverable(String name, Consumer<Life> taming) {
    return new Beast(name, Hope.RECOVERABLE, Pattern.compile(""), taming);
  }

  static Beast hopeless(String name, String reason, Consumer<Life> taming) {
    return new Beast(name, Hope.HOPELESS, Pattern.compile(reason, Pattern.DOTALL), taming);
  }

  /// Nobody can tell whether the work is right, and what nobody can tell does not count as done.
  static Beast unprovable(String name, Consumer<Life> taming) {
    return hopeless(name, "nobody knows whether|The verifier said no", taming);
  }
}
