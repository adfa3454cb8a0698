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

/// A folder with `*.yaml` files and with folders that hold a `process.yaml`.
final class ProcessDirectory implements ProcessSource {
  /// More are passed over, with a warning.
  static final int FILES_MAX = 200;

  /// More is passed over too. The parser takes up to 3 microseconds a byte for the worst YAML, and
  /// a question should be answered before its asker gives up.
  static final long BYTES_MAX = 2 * 1024 * 1024;

  private static final Logger LOG = System.getLogger(ProcessDirectory.class.getName());
  private static final String SUFFIX = ".yaml";
  private static final String PACKAGE_FILE = "process.yaml";

  private final Path directory;
  private final Optional<Path> boundary;

  private ProcessDirectory(Path directory, Optional<Path> boundary) {
    this.directory = directory;
    this.boundary = boundary;
  }

  /// A folder of the user, who may link into it what they like.
  static ProcessDirectory unrestricted(Path directory) {
    return new ProcessDirectory(directory, Optional.empty());
  }

  /// A folder of a workspace, where models write: links that lead out of the workspace are not
  /// followed, lest a message about a "definition" tells what somebody's file says.
  static ProcessDirectory confinedTo(Path workspace, Path directory) {
    return new ProcessDirectory(directory, Optional.of(workspace));
  }

  @Override
  public List<DefinitionFile> files() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    var accepted = new ArrayList<Path>();
    long bytes = 0;
    try (var entries = Files.newDirectoryStream(directory, ProcessDirectory::isDefinition)) {
      for (var entry : entries) {
        bytes += bytesToRead(entry);
        if (accepted.size() == FILES_MAX || bytes > BYTES_MAX) {
          LOG.log(Level.WARNING, "{0}: only {1} definitions are read", directory, accepted.size());
          break;
        }
        accepted.add(entry);
      }
    } catch (IOException | DirectoryIteratorException failure) {
      LOG.log(Level.WARNING, directory + ": the folder cannot be listed", failure);
    }
    return accepted.stream().sorted().map(this::definition).toList();
  }

  private static boolean isDefinition(Path entry) {
    return Files.isDirectory(entry)
        ? Files.exists(entry.resolve(PACKAGE_FILE))
        : entry.getFileName().toString().endsWith(SUFFIX);
  }

  private static long bytesToRead(Path entry) throws IOException {
    var file = Files.isDirectory(entry) ? entry.resolve(PACKAGE_FILE) : entry;
    return Files.exists(file) ? Math.min(Files.size(file), YamlParser.BYTES_MAX + 1) : 0;
  }

  private DefinitionFile definition(Path entry) {
    var name = entry.getFileName().toString();
    if (Files.isDirectory(entry)) {
      var file = entry.resolve(PACKAGE_FILE);
      return new DefinitionFile(name, LogText.oneLine(file.toString()), () -> content(file));
    }
    var stem = name.substring(0, name.length() - SUFFIX.length());
    return new DefinitionFile(stem, LogText.oneLine(entry.toString()), () -> content(entry));
  }

  private byte[] content(Path file) throws UnreadableFileException {
    try {
      var real = file.toRealPath();
      if (boundary.isPresent() && !real.startsWith(boundary.get().toRealPath())) {
        throw new UnreadableFileException("the file is a link that leads out of the workspace");
      }
      // Opening anything else, such as a pipe, may wait for ever.
      if (!Files.isRegularFile(real)) {
        throw new UnreadableFileException("it is not a regular file");
      }
      try (var in = Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS)) {
        return in.readNBytes(YamlParser.BYTES_MAX + 1);
      }
    } catch (IOException failure) {
      throw new UnreadableFileException(
          "the file cannot be read; check that it is there and that Loom may read it");
    }
  }
}
