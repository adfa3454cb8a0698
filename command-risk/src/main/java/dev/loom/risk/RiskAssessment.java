package dev.loom.risk;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Explains why an action needs the user's approval, in every approval mode.
///
/// @param level how harmful the action may be
/// @param category the kind of the effect in one lower-case word, such as `delete` or `publish`
/// @param reason one phrase for the user, followed by the command, path or statement in backticks:
///   "Deletes files recursively: `rm -rf build`". It contains no passwords, tokens or keys.
public record RiskAssessment(Level level, String category, String reason) {
  /// Potential harm of an action that needs approval.
  public enum Level {
    /// The effect cannot be determined.
    MEDIUM,
    /// Destroys, publishes or discloses something, or changes what later commands do.
    HIGH
  }

  /// @param subject the command, path or statement that is affected
  static Optional<RiskAssessment> of(Level level, String category, String effect, String subject) {
    var reason = effect + ": " + ReasonText.quote(subject);
    return Optional.of(new RiskAssessment(level, category, reason));
  }

  /// @param subject the command or path whose effect cannot be determined
  static Optional<RiskAssessment> unclear(String effect, String subject) {
    return of(Level.MEDIUM, "unclear", effect, subject);
  }

  /// @return the first risk; the later ones are not evaluated
  static Optional<RiskAssessment> first(Stream<Optional<RiskAssessment>> risks) {
    return risks.flatMap(Optional::stream).findFirst();
  }

  /// @return the first risk of the highest level
  static Optional<RiskAssessment> highest(List<RiskAssessment> risks) {
    return risks.stream()
        .filter(risk -> risk.level() == Level.HIGH)
        .findFirst()
        .or(() -> risks.stream().findFirst());
  }
}
