package dev.loom.tools.sandbox;

import dev.loom.contracts.tool.SandboxTier;
import dev.loom.tools.os.LandlockRules;
import dev.loom.tools.os.LandlockRules.Access;
import dev.loom.tools.os.LinuxCalls;
import dev.loom.tools.os.RestrictedProcess;
import dev.loom.tools.os.SystemCallFilter;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Starts processes that Landlock and a system call filter restrict, where no namespaces can be
/// created.
///
/// Weaker than namespaces: protected files of the workspace can be changed (and are put back after
/// the call), servers on loopback cannot be reached, and modes and times of files can be changed
/// wherever the user can.
final class LandlockSandbox implements Sandbox {
  /// The first version that holds signals and abstract sockets.
  static final int VERSION_MIN = 6;

  private static final List<Path> DEVICES =
      Stream.of("null", "zero", "full", "random", "urandom", "tty")
          .map(Path.of("/dev")::resolve)
          .toList();

  private final SandboxLayout layout;
  private final ClosedPort closedPort;

  LandlockSandbox(SandboxLayout layout) {
    this.layout = layout;
    this.closedPort = new ClosedPort(layout.ownPort());
  }

  /// Returns whether the kernel offers what this sandbox needs.
  static boolean isAvailable() {
    return LandlockRules.version() >= VERSION_MIN;
  }

  @Override
  public SandboxTier tier() {
    return SandboxTier.LANDLOCK;
  }

  @Override
  public Process start(ProcessBuilder builder, SandboxPolicy policy)
      throws IOException, InterruptedException {
    var home = layout.homeOf(policy.workspace(), "landlock-home");
    var temporary = layout.temporaryOf(policy.task());
    var visible = layout.visibleInHome(home, policy.network());
    layout.link(visible, home);
    builder.environment().put("HOME", home.toString());
    builder.environment().put("TMPDIR", temporary.toString());
    try (var rules = LandlockRules.forFiles(!policy.network())) {
      allow(rules, Access.READ, visible);
      allowReading(rules, Path.of("/"), Set.copyOf(hidden()));
      allow(rules, Access.DEVICE, DEVICES);
      allow(rules, Access.WRITE, List.of(policy.workspace(), home, temporary));
      allow(rules, Access.READ, GitLocation.of(policy.workspace()));
      allow(rules, Access.WRITE, writable(policy));
      var ports = closedPort.rules(policy.network());
      var filter = SystemCallFilter.besideLandlock(policy.network());
      return RestrictedProcess.start(
          builder,
          () -> {
            LinuxCalls.dropCapabilities();
            LinuxCalls.denyNewRights();
            rules.restrictThread();
            if (ports.isPresent()) {
              ports.get().restrictThread();
            }
            LinuxCalls.filterCalls(filter);
          });
    }
  }

  private static void allow(LandlockRules rules, Access access, List<Path> paths)
      throws IOException {
    for (var path : paths) {
      rules.allow(path, access);
    }
  }

  private List<Path> writable(SandboxPolicy policy) throws IOException {
    var paths =
        new ArrayList<Path>(policy.opensGit() ? GitLocation.of(policy.workspace()) : List.of());
    for (var path : policy.writable()) {
      if (Files.exists(path)
          && path.equals(path.toRealPath())
          && layout.mayOpen(path, policy.workspace())) {
        paths.add(path);
      }
    }
    return paths;
  }

  private List<Path> hidden() {
    var hidden = new ArrayList<>(layout.hiddenDirectories());
    layout.hiddenFiles().stream().filter(Files::isReadable).forEach(hidden::add);
    return hidden;
  }

  /// Landlock only allows, so that everything beside the hidden directories is listed.
  private static void allowReading(LandlockRules rules, Path directory, Set<Path> hidden)
      throws IOException {
    try (var entries = Files.newDirectoryStream(directory)) {
      for (var entry : entries) {
        if (hidden.contains(entry) || Files.isSymbolicLink(entry)) {
          continue;
        }
        if (hidden.stream().anyMatch(path -> path.startsWith(entry))) {
          allowReading(rules, entry, hidden);
        } else {
          rules.allow(entry, Access.READ);
        }
      }
    } catch (IOException | DirectoryIteratorException ignored) {
      // What cannot be listed cannot be read either.
    }
  }
}
