package dev.loom.processes;

import dev.loom.processes.yaml.LogText;
import dev.loom.processes.yaml.YamlParser;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Supplies the definitions of a directory: its `*.yaml` files and the `process.yaml` files of its
/// subdirectories.
final class DirectoryProcessSource {
  /// Maximum number of files; further ones are ignored with a warning.
  static final int FILES_MAX = 200;

  /// Maximum size of all files; further ones are ignored with a warning. The parser needs up to 3
  /// microseconds per byte, and a request must complete before its deadline.
  static final long BYTES_MAX = 2 * 1024 * 1024;

  private static final Logger LOG = System.getLogger(DirectoryProcessSource.class.getName());
  private static final String SUFFIX = ".yaml";
  private static final String PACKAGE_FILE = "process.yaml";

  private final Path directory;
  private final Optional<Path> boundary;

  private DirectoryProcessSource(Path directory, Optional<Path> boundary) {
    this.directory = directory;
    this.boundary = boundary;
  }

  /// Creates a source for a directory of the user, which may contain links to any file.
  static DirectoryProcessSource unrestricted(Path directory) {
    return new DirectoryProcessSource(directory, Optional.empty());
  }

  /// Creates a source for a directory of a workspace, where models can write. Links out of the
  /// workspace are not followed, so that an error message cannot reveal the content of another
  /// file.
  static DirectoryProcessSource confinedTo(Path workspace, Path directory) {
    return new DirectoryProcessSource(directory, Optional.of(workspace));
  }

  /// Returns the definition files sorted by name; none if the directory does not exist.
  List<DefinitionFile> files() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    var accepted = new ArrayList<Path>();
    long bytes = 0;
    try (var entries = Files.newDirectoryStream(directory, DirectoryProcessSource::isDefinition)) {
      for (var entry : entries) {
        bytes += bytesToRead(entry);
        if (accepted.size() == FILES_MAX || bytes > BYTES_MAX) {
          LOG.log(
              Level.WARNING,
              "{0}: too many or too large definitions; only {1} of them are read",
              directory,
              accepted.size());
          break;
        }
        accepted.add(entry);
      }
    } catch (IOException | DirectoryIteratorException failure) {
      LOG.log(Level.WARNING, directory + ": cannot list the directory", failure);
    }
    return accepted.stream().sorted().map(this::definition).toList();
  }

  private static boolean isDefinition(Path entry) {
    return Files.isDirectory(entry)
        ? Files.exists(fileOf(entry))
        : entry.getFileName().toString().endsWith(SUFFIX);
  }

  private static Path fileOf(Path entry) {
    return Files.isDirectory(entry) ? entry.resolve(PACKAGE_FILE) : entry;
  }

  private static long bytesToRead(Path entry) throws IOException {
    var file = fileOf(entry);
    return Files.exists(file) ? Math.min(Files.size(file), YamlParser.BYTES_MAX + 1) : 0;
  }

  private DefinitionFile definition(Path entry) {
    var file = fileOf(entry);
    var name = entry.getFileName().toString();
    return new DefinitionFile(
        file == entry ? name.substring(0, name.length() - SUFFIX.length()) : name,
        LogText.oneLine(file.toString()),
        () -> content(file));
  }

  private byte[] content(Path file) throws UnreadableFileException {
    try {
      var realPath = file.toRealPath();
      if (boundary.isPresent() && !realPath.startsWith(boundary.get().toRealPath())) {
        throw new UnreadableFileException("the file is a link to a path outside the workspace");
      }
      // Opening anything else, such as a pipe, may block forever.
      if (!Files.isRegularFile(realPath)) {
        throw new UnreadableFileException("not a regular file");
      }
      try (var in = Files.newInputStream(realPath, LinkOption.NOFOLLOW_LINKS)) {
        return in.readNBytes(YamlParser.BYTES_MAX + 1);
      }
    } catch (IOException failure) {
      throw new UnreadableFileException(
          "cannot read the file; check that it exists and that Loom has permission to read it");
    }
  }
}
