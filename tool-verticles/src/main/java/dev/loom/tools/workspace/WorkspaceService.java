package dev.loom.tools.workspace;

import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.config.WorkspaceConfig;
import dev.loom.contracts.tool.InspectWorkspace;
import dev.loom.contracts.tool.ReadWorkspaceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// Answers what other rooms ask about workspaces: may this directory be one, what does it look
/// like, what does this file of it say.
public final class WorkspaceService {
  private static final int LISTING_LINES_MAX = 400;
  private static final int READ_BYTES_MAX = 8 * 1024 * 1024;
  private static final String SCRATCH = "scratch";

  private final WorkspaceConfig config;
  private final Path home;
  private final Path scratch;

  /// @param home Loom's own directory, which is no workspace but for its scratch directory
  public WorkspaceService(WorkspaceConfig config, Path home) {
    this.config = config;
    this.home = home.toAbsolutePath().normalize();
    this.scratch =
        config.scratchDir().isEmpty()
            ? this.home.resolve(SCRATCH)
            : expandHome(config.scratchDir()).toAbsolutePath().normalize();
  }

  /// Looks at a directory that is to be a workspace.
  ///
  /// @throws dev.loom.contracts.bus.ServiceException when it cannot be one
  public InspectWorkspace.WorkspaceInfo inspect(InspectWorkspace request) {
    try {
      var path = request.path().isEmpty() ? defaultDirectory() : checkDirectory(request.path());
      var real = path.toRealPath();
      checkNotHome(real, path);
      try (var workspace = ConfinedWorkspace.open(real)) {
        var listing =
            request.withListing()
                ? TreeListing.render(workspace, ResolvedPath.SELF, LISTING_LINES_MAX)
                : "";
        return new InspectWorkspace.WorkspaceInfo(real.toString(), listing);
      }
    } catch (IOException failed) {
      throw ServiceError.failed("The workspace cannot be looked at: " + failed.getMessage(), false)
          .toException();
    }
  }

  private static Path checkDirectory(String text) {
    var path = parse(text);
    if (!path.isAbsolute()) {
      throw invalid("Workspace path must be absolute: " + text);
    }
    if (!Files.exists(path)) {
      throw invalid("Path does not exist: " + text);
    }
    if (!Files.isDirectory(path)) {
      throw invalid("Path is not a directory: " + text);
    }
    if (!Files.isReadable(path) || !Files.isExecutable(path)) {
      throw invalid("Path is not readable: " + text);
    }
    return path;
  }

  /// The configured default when it exists, else a fresh directory.
  private Path defaultDirectory() throws IOException {
    if (!config.defaultPath().isEmpty()) {
      var configured = expandHome(config.defaultPath());
      if (Files.isDirectory(configured)) {
        return configured;
      }
    }
    Files.createDirectories(scratch);
    return Files.createTempDirectory(scratch, "workspace-");
  }

  private void checkNotHome(Path real, Path requested) throws IOException {
    var realHome = Files.exists(home) ? home.toRealPath() : home;
    var realScratch = Files.exists(scratch) ? scratch.toRealPath() : scratch;
    if (real.startsWith(realHome) && !real.startsWith(realScratch)) {
      throw invalid("Path lies in Loom's own directory, where no task may work: " + requested);
    }
  }

  /// Reads the beginning of a file; whatever cannot be read is answered like a missing file.
  ///
  /// @throws dev.loom.contracts.bus.ServiceException when the question makes no sense
  public ReadWorkspaceFile.Content read(ReadWorkspaceFile request) {
    if (request.bytesMax() < 0) {
      throw invalid("bytes_max must not be negative: " + request.bytesMax());
    }
    var bytesMax = Math.min(request.bytesMax(), READ_BYTES_MAX);
    try (var workspace = ConfinedWorkspace.open(parse(request.workspace()))) {
      var prefix = workspace.readPrefix(request.path(), bytesMax);
      var text = new String(prefix.bytes(), StandardCharsets.UTF_8);
      return new ReadWorkspaceFile.Content(request.path(), true, prefix.sizeBytes(), text);
    } catch (IOException | IllegalArgumentException missing) {
      return new ReadWorkspaceFile.Content(request.path(), false, 0, "");
    }
  }

  private static Path parse(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException unusable) {
      throw invalid("Path cannot be written in this system's file names: " + unusable.getReason());
    }
  }

  private static Path expandHome(String text) {
    var home = System.getProperty("user.home");
    if (text.equals("~")) {
      return parse(home);
    }
    return parse(text.startsWith("~/") ? home + text.substring(1) : text);
  }

  private static RuntimeException invalid(String detail) {
    return ServiceError.invalid(detail).toException();
  }
}
