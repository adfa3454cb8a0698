package dev.loom.processes;

import dev.loom.processes.yaml.Excerpt;
import dev.loom.processes.yaml.YamlText;
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
final class FolderShelf implements Shelf {
  /// More are passed over, with a warning.
  static final int FILES_MAX = 200;

  /// More is passed over too. The parser takes up to 3 microseconds a byte for the worst YAML, and
  /// a question should be answered before its asker gives up.
  static final long BYTES_MAX = 2 * 1024 * 1024;

  private static final Logger LOG = System.getLogger(FolderShelf.class.getName());
  private static final String SUFFIX = ".yaml";
  private static final String PACKAGE_FILE = "process.yaml";

  private final Path folder;
  private final Optional<Path> boundary;

  private FolderShelf(Path folder, Optional<Path> boundary) {
    this.folder = folder;
    this.boundary = boundary;
  }

  /// A folder of the user, who may link into it what they like.
  static FolderShelf of(Path folder) {
    return new FolderShelf(folder, Optional.empty());
  }

  /// A folder of a workspace, where models write: links that lead out of the workspace are not
  /// followed, lest a message about a "definition" tells what somebody's file says.
  static FolderShelf within(Path workspace, Path folder) {
    return new FolderShelf(folder, Optional.of(workspace));
  }

  @Override
  public List<DefinitionFile> files() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    var found = new ArrayList<Path>();
    long bytes = 0;
    try (var entries = Files.newDirectoryStream(folder, FolderShelf::isDefinition)) {
      for (var entry : entries) {
        bytes += bytesToRead(entry);
        if (found.size() == FILES_MAX || bytes > BYTES_MAX) {
          LOG.log(Level.WARNING, "{0}: only {1} definitions are read", folder, found.size());
          break;
        }
        found.add(entry);
      }
    } catch (IOException | DirectoryIteratorException broken) {
      LOG.log(Level.WARNING, folder + ": the folder cannot be listed", broken);
    }
    return found.stream().sorted().map(this::definition).toList();
  }

  private static boolean isDefinition(Path entry) {
    return Files.isDirectory(entry)
        ? Files.exists(entry.resolve(PACKAGE_FILE))
        : entry.getFileName().toString().endsWith(SUFFIX);
  }

  private static long bytesToRead(Path entry) throws IOException {
    var file = Files.isDirectory(entry) ? entry.resolve(PACKAGE_FILE) : entry;
    return Files.exists(file) ? Math.min(Files.size(file), YamlText.BYTES_MAX + 1) : 0;
  }

  private DefinitionFile definition(Path entry) {
    var name = entry.getFileName().toString();
    if (Files.isDirectory(entry)) {
      var file = entry.resolve(PACKAGE_FILE);
      return new DefinitionFile(name, Excerpt.oneLine(file.toString()), () -> content(file));
    }
    var stem = name.substring(0, name.length() - SUFFIX.length());
    return new DefinitionFile(stem, Excerpt.oneLine(entry.toString()), () -> content(entry));
  }

  private byte[] content(Path file) throws UnreadableException {
    try {
      var real = file.toRealPath();
      if (boundary.isPresent() && !real.startsWith(boundary.get().toRealPath())) {
        throw new UnreadableException("the file is a link that leads out of the workspace");
      }
      // Opening anything else, such as a pipe, may wait for ever.
      if (!Files.isRegularFile(real)) {
        throw new UnreadableException("it is not a regular file");
      }
      try (var in = Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS)) {
        return in.readNBytes(YamlText.BYTES_MAX + 1);
      }
    } catch (IOException broken) {
      throw new UnreadableException(
          "the file cannot be read; check that it is there and that Loom may read it");
    }
  }
}
