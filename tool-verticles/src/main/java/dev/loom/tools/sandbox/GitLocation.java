package dev.loom.tools.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Where git keeps the data of a workspace, and which of it makes git run programs.
final class GitLocation {
  private static final String LINK = "gitdir: ";
  private static final int LINK_BYTES_MAX = 4_096;
  private static final int MODULES_DEPTH_MAX = 8;

  private GitLocation() {}

  /// Returns the git directory of a worktree and that of its main repository, if the former names
  /// the workspace; a repository could otherwise name any directory.
  static List<Path> of(Path workspace) {
    try {
      var link = workspace.resolve(".git");
      var text = read(link);
      if (!text.startsWith(LINK)) {
        return List.of();
      }
      var directory = workspace.resolve(text.substring(LINK.length())).toRealPath();
      var main = directory.resolve(read(directory.resolve("commondir"))).toRealPath();
      var isMutual = Path.of(read(directory.resolve("gitdir"))).toRealPath().equals(link);
      return isMutual && directory.startsWith(main) && Files.exists(main.resolve("HEAD"))
          ? List.of(main)
          : List.of();
    } catch (IOException | InvalidPathException ignored) {
      return List.of();
    }
  }

  private static String read(Path file) throws IOException {
    // A pipe would never end.
    if (!Files.isRegularFile(file) || Files.size(file) > LINK_BYTES_MAX) {
      throw new IOException("Not a link of git: " + file);
    }
    return Files.readString(file).strip();
  }

  /// Returns the root of the repository that a workspace is a directory of.
  static Optional<Path> enclosing(Path workspace) {
    return Stream.iterate(workspace, path -> path != null, Path::getParent)
        .filter(path -> Files.exists(path.resolve(".git")))
        .findFirst()
        .filter(path -> !path.equals(workspace));
  }

  /// Returns the existing files of a git directory that make git run programs.
  static List<Path> settings(Path directory) {
    var all = new ArrayList<>(List.of(directory));
    var modules = directory.resolve("modules");
    if (Files.isDirectory(modules)) {
      // The name of a submodule may have slashes.
      try (var below = Files.walk(modules, MODULES_DEPTH_MAX)) {
        below.filter(path -> Files.exists(path.resolve("HEAD"))).forEach(all::add);
      } catch (IOException | UncheckedIOException ignored) {
        // Unreadable for the processes, too.
      }
    }
    return all.stream()
        .flatMap(
            path ->
                Stream.of("hooks", "config", "config.worktree", "commondir", "info/attributes")
                    .map(path::resolve))
        .filter(Files::exists)
        .toList();
  }
}
