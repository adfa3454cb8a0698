package dev.loom.orchestrator.policy;

import dev.loom.contracts.task.RiskLevel;
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

  /// Looks at a call.
  ///
  /// @param tool its name
  /// @param arguments as they would be run
  /// @return empty when nothing speaks against it
  public static Optional<Danger> of(String tool, Map<String, Object> arguments) {
    if (arguments.get("command") instanceof String command) {
      return DangerousCommand.of(command);
    }
    return writes(tool) && arguments.get("path") instanceof String path
        ? ofWriting(path)
        : Optional.empty();
  }

  private static boolean writes(String tool) {
    return switch (tool) {
      case "write_file", "edit_file" -> true;
      default -> false;
    };
  }

  /// Files that hold secrets, or that change what runs later without anybody noticing.
  static Optional<Danger> ofWriting(String path) {
    var normal = path.replace('\\', '/').toLowerCase(Locale.ROOT);
    return PROTECTED_PATH.matcher(normal).find()
        ? Optional.of(new Danger("It writes to the protected path " + path + ".", RiskLevel.HIGH))
        : Optional.empty();
  }
}
