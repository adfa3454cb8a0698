package dev.loom.tools.sandbox;

import dev.loom.contracts.tool.SandboxTier;
import dev.loom.tools.os.LinuxCalls;
import dev.loom.tools.os.RestrictedProcess;
import dev.loom.tools.os.SystemCallFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Starts processes with `bwrap`: in namespaces of their own, with a read-only system, without
/// capabilities, and with a [SystemCallFilter].
final class BubblewrapSandbox implements Sandbox {
  private static final List<String> NAMESPACES =
      List.of(
          "--unshare-user",
          "--unshare-all",
          "--disable-userns",
          "--die-with-parent",
          "--new-session",
          "--cap-drop",
          "ALL",
          "--ro-bind",
          "/",
          "/",
          "--dev",
          "/dev",
          "--proc",
          "/proc");

  /// Settings of the kernel, which the user root may change even without capabilities.
  private static final List<String> SETTINGS =
      List.of("/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus", "/proc/fs");

  private final SandboxLayout layout;
  private final Path program;
  private final ClosedPort closedPort;

  /// @param program path of `bwrap`
  BubblewrapSandbox(SandboxLayout layout, Path program) {
    this.layout = layout;
    this.program = program;
    this.closedPort = new ClosedPort(layout.ownPort());
  }

  @Override
  public SandboxTier tier() {
    return SandboxTier.BUBBLEWRAP;
  }

  @Override
  public boolean relaysToProxy() {
    return ProxyRelay.isAvailable();
  }

  @Override
  public Process start(ProcessBuilder builder, SandboxPolicy policy)
      throws IOException, InterruptedException {
    var line = new ArrayList<String>();
    line.add(program.toString());
    line.addAll(NAMESPACES);
    new Mounts(policy).addTo(line);
    line.addAll(List.of("--chdir", builder.directory().toString(), "--"));
    if (policy.proxy().isPresent()) {
      line.addAll(ProxyRelay.COMMAND);
    }
    line.addAll(builder.command());
    builder.command(line).directory(null);
    builder.environment().remove("TMPDIR");
    builder.environment().put("HOME", layout.userHome().toString());
    var ports = closedPort.rules(policy.network());
    var filter = SystemCallFilter.besideNamespaces();
    return RestrictedProcess.start(
        builder,
        () -> {
          LinuxCalls.denyNewRights();
          if (ports.isPresent()) {
            ports.get().restrictThread();
          }
          LinuxCalls.filterCalls(filter);
        });
  }

  /// The file system of a call, as arguments of `bwrap`: later mounts cover earlier ones.
  private final class Mounts {
    private final SandboxPolicy policy;
    private final List<Path> hidden = layout.hiddenDirectories();
    private final List<Path> covered = new ArrayList<>();
    private List<String> line;

    Mounts(SandboxPolicy policy) {
      this.policy = policy;
    }

    void addTo(List<String> arguments) throws IOException {
      line = arguments;
      var workspace = policy.workspace();
      if (policy.network()) {
        line.add("--share-net");
      }
      SETTINGS.forEach(path -> add("--ro-bind-try", Path.of(path), Path.of(path)));
      hidden.forEach(path -> add("--tmpfs", path));
      policy.proxy().ifPresent(socket -> add("--ro-bind", socket, ProxyRelay.SOCKET));
      layout.hiddenFiles().forEach(this::mask);
      add("--bind", layout.temporaryOf(policy.task()), Path.of("/tmp"));
      var home = layout.homeOf(workspace, "home");
      add("--bind", home, layout.userHome());
      layout
          .visibleInHome(home, policy.downloads())
          .forEach(path -> add("--ro-bind-try", path, path));
      if (policy.network()) {
        addNameServers();
      }
      GitLocation.enclosing(workspace)
          .filter(
              path -> !layout.userHome().startsWith(path) && !layout.loomHome().startsWith(path))
          .ifPresent(path -> add("--ro-bind-try", path, path));
      add("--bind", workspace, workspace);
      // After the mounts above, which would cover the masks.
      maskSockets();
      hideInWorkspace();
      protectAndOpen();
    }

    private void add(String operation, Path... paths) {
      line.add(operation);
      List.of(paths).forEach(path -> line.add(path.toString()));
    }

    private void mask(Path path) {
      covered.add(path);
      if (Files.isDirectory(path)) {
        add("--tmpfs", path);
      } else {
        add("--ro-bind-try", Path.of("/dev/null"), path);
      }
    }

    private void hideInWorkspace() {
      var workspace = policy.workspace();
      if (layout.userHome().startsWith(workspace)) {
        layout.credentials().forEach(this::mask);
      }
      layout.ownPaths().stream().filter(path -> path.startsWith(workspace)).forEach(this::mask);
    }

    /// A read-only mount does not keep processes from connecting to a socket. The kernel lists the
    /// names by which sockets were bound, which may be relative or have changed since; those of the
    /// workspace are therefore looked for.
    private void maskSockets() throws IOException {
      for (var entry : Files.readAllLines(Path.of("/proc/net/unix"), StandardCharsets.ISO_8859_1)) {
        int start = entry.indexOf(" /");
        var path = start < 0 ? null : Path.of(entry.substring(start + 1));
        if (path != null && Files.exists(path) && isSeen(path)) {
          mask(path);
        }
      }
    }

    private boolean isSeen(Path path) {
      return !path.startsWith(policy.workspace())
          && (GitLocation.enclosing(policy.workspace()).filter(path::startsWith).isPresent()
              || hidden.stream().noneMatch(path::startsWith));
    }

    private void addNameServers() throws IOException {
      var file = Path.of("/etc/resolv.conf");
      if (Files.exists(file) && hidden.stream().anyMatch(file.toRealPath()::startsWith)) {
        add("--ro-bind", file.toRealPath(), file.toRealPath());
      }
    }

    /// Adds the mounts of directories before those in them, because later ones cover earlier ones.
    private void protectAndOpen() throws IOException {
      var mounts = new TreeMap<Path, String>();
      for (var path : protectedPaths()) {
        if (!policy.writable().contains(path)) {
          covered.add(path);
          mounts.put(path, "--ro-bind-try");
        }
      }
      for (var path : policy.writable()) {
        open(path, mounts);
      }
      mounts.forEach((path, operation) -> add(operation, path, path));
    }

    private List<Path> protectedPaths() throws IOException {
      var git = GitLocation.of(policy.workspace());
      for (var directory : git) {
        if (!directory.startsWith(policy.workspace())) {
          add(policy.opensGit() ? "--bind-try" : "--ro-bind-try", directory, directory);
        }
      }
      var found = ProtectedPaths.find(policy.workspace());
      found.sockets().forEach(this::mask);
      if (policy.opensProtected()) {
        return List.of();
      }
      var all = new ArrayList<Path>();
      for (var path : found.paths()) {
        if (path.endsWith(".git")) {
          all.addAll(GitLocation.settings(path));
        }
        if (path.endsWith(".git")
            ? !policy.opensGit()
            : !policy.putsBack() || !found.isComplete()) {
          all.add(path);
        }
      }
      git.forEach(path -> all.addAll(GitLocation.settings(path)));
      return all;
    }

    /// A mount of its own would keep programs from replacing the file.
    private boolean isOpen(Path path) {
      return path.startsWith(policy.workspace()) && covered.stream().noneMatch(path::startsWith);
    }

    /// Opens a path that a user approved, by that name only: not what a link leads to, and not the
    /// other files of the directory in which it is going to be created.
    private void open(Path path, Map<Path, String> mounts) {
      try {
        var existing = Files.exists(path) ? path : path.getParent();
        if (!existing.equals(existing.toRealPath())
            || !layout.mayOpen(existing, policy.workspace())
            || isOpen(existing)) {
          return;
        }
        if (!existing.equals(path)) {
          try (var entries = Files.list(existing)) {
            entries
                .filter(entry -> !policy.writable().contains(entry) && !Files.isSymbolicLink(entry))
                .forEach(entry -> mounts.putIfAbsent(entry, "--ro-bind-try"));
          }
        }
        mounts.put(existing, "--bind");
      } catch (IOException | UncheckedIOException missing) {
        // The command reports what is missing.
      }
    }
  }
}
