package dev.loom.tools.workspace;

import dev.loom.contracts.config.EnvironmentReferences;
import dev.loom.contracts.config.WorkspaceConfig;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.tool.InspectWorkspace;
import dev.loom.contracts.tool.ReadWorkspaceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/// Handles requests about workspaces: checks and lists a directory, reads the beginning of a file.
public final class WorkspaceService {
  private static final int LISTING_LINES_MAX = 400;
  private static final int READ_BYTES_MAX = 8 * 1024 * 1024;
  private static final String SCRATCH_DIRECTORY = "scratch";

  private static final Path DEVICES = Path.of("/dev");
  private static final Set<String> GENERATED =
      Set.of(
          "proc",
          "sysfs",
          "devtmpfs",
          "devpts",
          "devfs",
          "mqueue",
          "cgroup",
          "cgroup2",
          "debugfs",
          "tracefs",
          "securityfs",
          "configfs",
          "bpf",
          "pstore",
          "efivarfs",
          "binfmt_misc");

  private final WorkspaceConfig config;
  private final Path home;
  private final Path scratch;

  /// @param home Loom's own directory; only its scratch directory can contain workspaces
  public WorkspaceService(WorkspaceConfig config, Path home) {
    this.config = config;
    this.home = home.toAbsolutePath().normalize();
    this.scratch =
        config.scratchDir().isEmpty()
            ? this.home.resolve(SCRATCH_DIRECTORY)
            : expandHome(config.scratchDir()).toAbsolutePath().normalize();
  }

  /// Checks that a directory can be used as a workspace. An empty path selects a directory.
  ///
  /// @throws dev.loom.contracts.error.ServiceException if it cannot
  public InspectWorkspace.WorkspaceInfo inspect(InspectWorkspace request) {
    try {
      var path = request.path().isEmpty() ? chooseDirectory() : parseDirectory(request.path());
      var real = path.toRealPath();
      checkNotSystem(real, path);
      checkNotHome(real, path);
      try (var workspace = ConfinedWorkspace.open(real)) {
        var listing =
            request.withListing()
                ? TreeListing.render(workspace, PathHandle.SELF, LISTING_LINES_MAX).text()
                : "";
        return new InspectWorkspace.WorkspaceInfo(real.toString(), listing);
      }
    } catch (IOException failure) {
      throw ServiceException.failed(
          "The workspace cannot be inspected: " + failure.getMessage(), false);
    }
  }

  private static Path parseDirectory(String text) {
    var path = parse(text);
    check(path.isAbsolute(), "Workspace path must be absolute: " + text);
    check(Files.exists(path), "Path does not exist: " + text);
    check(Files.isDirectory(path), "Path is not a directory: " + text);
    check(Files.isReadable(path) && Files.isExecutable(path), "Path is not readable: " + text);
    return path;
  }

  /// Returns the configured default directory, or a new scratch directory if none is configured.
  private Path chooseDirectory() throws IOException {
    if (!config.defaultPath().isEmpty()) {
      var configured = expandHome(config.defaultPath());
      check(
          Files.isDirectory(configured),
          "workspace.default_path is not a directory: "
              + configured
              + ". Create it, or submit the task with a workspace.");
      return configured;
    }
    Files.createDirectories(scratch);
    return Files.createTempDirectory(scratch, "workspace-");
  }

  /// Rejects the root of the system, and file systems that the kernel generates, wherever they are
  /// mounted: their entries are processes, devices and settings.
  private static void checkNotSystem(Path real, Path requested) throws IOException {
    var isGenerated =
        real.equals(real.getRoot())
            || real.equals(DEVICES)
            || GENERATED.contains(Files.getFileStore(real).type());
    check(!isGenerated, "Path is part of the system, which cannot be a workspace: " + requested);
  }

  private void checkNotHome(Path real, Path requested) throws IOException {
    var realHome = Files.exists(home) ? home.toRealPath() : home;
    var realScratch = Files.exists(scratch) ? scratch.toRealPath() : scratch;
    check(
        !real.startsWith(realHome) || real.startsWith(realScratch),
        "Path is inside Loom's own directory, which cannot be a workspace: " + requested);
  }

  /// Reads the beginning of a file. Unreadable files are reported as missing.
  ///
  /// @throws dev.loom.contracts.error.ServiceException if the request is invalid
  public ReadWorkspaceFile.Content read(ReadWorkspaceFile request) {
    check(request.bytesMax() >= 0, "bytes_max must not be negative: " + request.bytesMax());
    var bytesMax = Math.min(request.bytesMax(), READ_BYTES_MAX);
    try (var workspace = ConfinedWorkspace.open(parse(request.workspace()))) {
      var prefix = workspace.readPrefix(request.path(), bytesMax);
      var size = Math.max(workspace.stat(request.path()).sizeBytes(), prefix.length);
      var text = new String(prefix, StandardCharsets.UTF_8);
      return new ReadWorkspaceFile.Content(request.path(), true, size, text);
    } catch (IOException | IllegalArgumentException ignored) {
      return new ReadWorkspaceFile.Content(request.path(), false, 0, "");
    }
  }

  private static Path parse(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException failure) {
      throw ServiceException.invalid("Path is not valid on this system: " + failure.getReason());
    }
  }

  private static Path expandHome(String text) {
    return parse(EnvironmentReferences.expandHome(text, System.getenv()));
  }

  private static void check(boolean valid, String detail) {
    if (!valid) {
      throw ServiceException.invalid(detail);
    }
  }
}
