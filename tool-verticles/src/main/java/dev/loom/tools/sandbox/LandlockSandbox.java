package dev.loom.tools.sandbox;

import dev.loom.contracts.tool.SandboxTier;
import dev.loom.tools.os.LinuxCalls;
import dev.loom.tools.os.SerializedProcessStart;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Starts processes that Landlock and a system call filter restrict, where no namespaces can be
/// created. A Java process applies them to itself and then becomes the program: threads of the
/// engine must not be restricted, because they start other threads.
///
/// Weaker than namespaces: protected files of the workspace can be changed (and are put back after
/// the call), servers on loopback cannot be reached, and modes and times of files can be changed
/// wherever the user can.
final class LandlockSandbox implements Sandbox {
  /// The first version that holds signals and abstract sockets.
  static final int VERSION_MIN = 6;

  private static final List<String> DEVICES =
      List.of("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty");

  private static final List<String> WITHOUT_CAPABILITIES =
      List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--");

  private final SandboxLayout layout;

  LandlockSandbox(SandboxLayout layout) {
    this.layout = layout;
  }

  /// Returns whether the kernel offers what this sandbox needs.
  static boolean isAvailable() {
    return LinuxCalls.areAvailable() && LinuxCalls.landlockVersion() >= VERSION_MIN;
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
    var line = new ArrayList<>(UnconfinedProcesses.prefix());
    if (System.getProperty("user.name").equals("root")) {
      line.addAll(WITHOUT_CAPABILITIES);
    }
    line.addAll(java());
    line.add(Boolean.toString(policy.network()));
    add(line, LandlockLauncher.READ, visible);
    addReadable(line, Path.of("/"), Set.copyOf(hidden()));
    add(line, LandlockLauncher.DEVICE, DEVICES.stream().map(Path::of).toList());
    add(line, LandlockLauncher.WRITE, List.of(policy.workspace(), home, temporary));
    add(line, LandlockLauncher.READ, GitLocation.of(policy.workspace()));
    add(line, LandlockLauncher.WRITE, writable(policy));
    line.add(LandlockLauncher.COMMAND);
    line.addAll(ProcessLimits.command(builder.command(), policy, false));
    builder.command(line);
    builder.environment().put("HOME", home.toString());
    builder.environment().put("TMPDIR", temporary.toString());
    return SerializedProcessStart.start(builder);
  }

  private static void add(List<String> line, String access, List<Path> paths) {
    paths.forEach(path -> line.addAll(List.of(access, path.toString())));
  }

  private List<Path> writable(SandboxPolicy policy) throws IOException {
    var paths =
        new ArrayList<Path>(policy.opensGit() ? GitLocation.of(policy.workspace()) : List.of());
    for (var path : policy.writable()) {
      if (Files.exists(path) && path.equals(path.toRealPath()) && !layout.overlapsLoom(path)) {
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
  private static void addReadable(List<String> line, Path directory, Set<Path> hidden) {
    try (var entries = Files.newDirectoryStream(directory)) {
      for (var entry : entries) {
        if (hidden.contains(entry) || Files.isSymbolicLink(entry)) {
          continue;
        }
        if (hidden.stream().anyMatch(path -> path.startsWith(entry))) {
          addReadable(line, entry, hidden);
        } else {
          line.addAll(List.of(LandlockLauncher.READ, entry.toString()));
        }
      }
    } catch (IOException | DirectoryIteratorException ignored) {
      // What cannot be listed cannot be read either.
    }
  }

  private static List<String> java() throws IOException {
    try {
      var source = LandlockLauncher.class.getProtectionDomain().getCodeSource().getLocation();
      return List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-Xshare:auto",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Xmx32m",
          "--enable-native-access=ALL-UNNAMED",
          "-cp",
          Path.of(source.toURI()).toString(),
          LandlockLauncher.class.getName());
    } catch (URISyntaxException impossible) {
      throw new IOException(impossible);
    }
  }
}
