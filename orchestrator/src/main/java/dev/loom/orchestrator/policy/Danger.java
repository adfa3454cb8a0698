package dev.loom.orchestrator.policy;

import dev.loom.contracts.task.RiskLevel;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Why a tool call must not run before a person said yes. Asked about in every approval mode.
///
/// @param reason in words for that person
/// @param riskLevel how much harm it can do
public record Danger(String reason, RiskLevel riskLevel) {
  private static final Pattern PROTECTED_PATH =
      Pattern.compile(
          "(^|/)(\\.env(\\..*)?|[^/]*credentials[^/]*|[^/]*secrets[^/]*|\\.ssh|\\.gnupg"
              + "|\\.loom|loom\\.toml|\\.git)(/|$)");

  /// The arguments by which tools name what they write to.
  private static final List<String> PATHS =
      List.of("path", "file", "destination", "target", "output", "output_path");

  /// Looks at a call of a tool that may change something, whatever the tool is called.
  ///
  /// @param arguments as they would be run
  /// @return empty when nothing speaks against it
  public static Optional<Danger> of(Map<String, Object> arguments) {
    var command = ofCommand(arguments);
    return command.isPresent()
        ? command
        : PATHS.stream()
            .map(arguments::get)
            .filter(String.class::isInstance)
            .map(path -> ofWriting((String) path))
            .flatMap(Optional::stream)
            .findFirst();
  }

  /// Looks at the command line of a call, if it has one.
  public static Optional<Danger> ofCommand(Map<String, Object> arguments) {
    return arguments.get("command") instanceof String command
        ? DangerousCommand.of(command)
        : Optional.empty();
  }

  /// Files that hold secrets, or that change what runs later without anybody noticing.
  static Optional<Danger> ofWriting(String path) {
    var normal = path.replace('\\', '/').toLowerCase(Locale.ROOT);
    return PROTECTED_PATH.matcher(normal).find()
        ? Optional.of(new Danger("It writes to the protected path " + path + ".", RiskLevel.HIGH))
        : Optional.empty();
  }
}
