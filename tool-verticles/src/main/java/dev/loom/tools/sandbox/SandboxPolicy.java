package dev.loom.tools.sandbox;

import dev.loom.api.tool.ToolEffect;
import dev.loom.contracts.config.ToolsConfig;
import dev.loom.risk.CommandRisk;
import dev.loom.risk.GitCommandLine;
import dev.loom.risk.PathRisk;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What the processes of a call may reach beyond reading the system.
///
/// @param workspace real path of the workspace, in which they may change all but protected files
/// @param task id of the task, whose calls share temporary files
/// @param writable further paths that they may change, and protected ones, each approved by a user
/// @param opensProtected whether they may change the protected files of the workspace
/// @param opensGit whether they may change the repository, but not its settings
/// @param putsBack whether protected files are put back after the call, so that git may replace
///   them meanwhile; a checkout that fails half way would leave a mixture
/// @param network whether they may use the network
/// @param proxy socket of a proxy to listed hosts, for processes without network
/// @param limits of their number, memory and files
public record SandboxPolicy(
    Path workspace,
    String task,
    List<Path> writable,
    boolean opensProtected,
    boolean opensGit,
    boolean putsBack,
    boolean network,
    Optional<Path> proxy,
    ToolsConfig.Processes limits) {
  public SandboxPolicy {
    writable = List.copyOf(writable);
  }

  /// Creates a policy without a proxy.
  public SandboxPolicy(
      Path workspace,
      String task,
      List<Path> writable,
      boolean opensProtected,
      boolean opensGit,
      boolean network,
      ToolsConfig.Processes limits) {
    this(
        workspace,
        task,
        writable,
        opensProtected,
        opensGit,
        false,
        network,
        Optional.empty(),
        limits);
  }

  SandboxPolicy withProxy(Path socket) {
    return new SandboxPolicy(
        workspace,
        task,
        writable,
        opensProtected,
        opensGit,
        putsBack,
        network,
        Optional.of(socket),
        limits);
  }

  /// Returns whether a user approved changes of protected files.
  boolean isProtectedOpen() {
    return opensProtected || !writable.isEmpty();
  }

  /// Returns whether the processes can download anything.
  boolean downloads() {
    return network || proxy.isPresent();
  }

  /// Derives a policy from declared effects. It opens only what [PathRisk#assessOpened] asks about,
  /// and only if a user approved it: what needs no approval is open in any case.
  ///
  /// @param approved whether a user approved the effects
  public static SandboxPolicy of(
      Path workspace,
      String task,
      List<ToolEffect> effects,
      boolean approved,
      ToolsConfig.Processes limits) {
    var writable =
        effects.stream()
            .filter(effect -> approved && effect instanceof ToolEffect.WritesPath)
            .map(effect -> ((ToolEffect.WritesPath) effect).path())
            .filter(path -> PathRisk.assessOpened(path).isPresent())
            .flatMap(path -> resolve(workspace, path))
            .toList();
    var lines =
        effects.stream()
            .filter(ToolEffect.RunsCommand.class::isInstance)
            .map(effect -> ((ToolEffect.RunsCommand) effect).commandLine())
            .toList();
    var opensProtected = approved && lines.stream().anyMatch(SandboxPolicy::changesProtected);
    var runsGit = !lines.isEmpty() && lines.stream().allMatch(GitCommandLine::runsOnlyGit);
    return new SandboxPolicy(
        workspace,
        task,
        writable,
        opensProtected,
        runsGit,
        runsGit && !opensProtected && writable.isEmpty(),
        approved && effects.contains(new ToolEffect.OpensNetwork()),
        Optional.empty(),
        limits);
  }

  private static Stream<Path> resolve(Path workspace, String path) {
    try {
      return Stream.of(workspace.resolve(path).normalize());
    } catch (InvalidPathException ignored) {
      return Stream.of();
    }
  }

  private static boolean changesProtected(String line) {
    return CommandRisk.assessInSandbox(line)
        .filter(risk -> risk.category().equals("protected"))
        .isPresent();
  }
}
