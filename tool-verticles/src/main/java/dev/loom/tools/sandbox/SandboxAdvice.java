package dev.loom.tools.sandbox;

import dev.loom.contracts.tool.SandboxTier;
import java.util.List;
import java.util.regex.Pattern;

/// Says to a model why a command may have failed in a sandbox, and how to ask for more.
public final class SandboxAdvice {
  private static final Pattern NETWORK =
      Pattern.compile(
          "(?i)network is unreachable|could not resolve|name resolution|EAI_AGAIN|ENOTFOUND"
              + "|ENETUNREACH|name or service not known|unknownhostexception|dns error"
              + "|no such host|failed to lookup address|connecting to .* failed");

  private static final Pattern FILES =
      Pattern.compile("(?i)read-only file system|EROFS|device or resource busy|permission denied");

  private SandboxAdvice() {}

  /// Returns a line for the result of a failed command, empty if its output shows no such reason.
  ///
  /// @param refused hosts that its proxy refused
  public static String of(Confinement confinement, String output, List<String> refused) {
    if (!refused.isEmpty()) {
      return "\nNote: the command was refused "
          + String.join(", ", refused)
          + ". If it needs other hosts than "
          + String.join(", ", confinement.hosts())
          + ", call again with \"network\": true; a user is asked.\n";
    }
    if (confinement.sandbox().tier() == SandboxTier.NONE) {
      return "";
    }
    if (!confinement.policy().network() && NETWORK.matcher(output).find()) {
      return "\nNote: the command ran without network. If it needs it, call again with"
          + " \"network\": true; a user is asked.\n";
    }
    return FILES.matcher(output).find()
        ? "\nNote: the command ran in a sandbox that changes only the workspace, without its"
            + " protected files. If it must change another path, name it in \"writable\"; a user is"
            + " asked.\n"
        : "";
  }
}
