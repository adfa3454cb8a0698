package dev.loom.api.tool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The files of one task, seen from its workspace's root.
///
/// Paths are relative to the root with `/` between names; an absolute path is accepted when it lies
/// inside. A path that leads outside by `..`, by a symbolic link, or by a link swapped in at the
/// last moment is refused with an [EscapeException] and nothing is read or written.
public interface Workspace {
  /// The workspace's own path, to show to people and to give to child processes as their working
  /// directory.
  Path root();

  /// Turns what a model wrote into the relative form that the other methods report back.
  ///
  /// @return the normalised relative path, `.` for the root
  /// @throws EscapeException when it leads outside
  String relativize(String path) throws EscapeException;

  /// Looks at one path without following a link at its end that leads outside.
  ///
  /// @return what is there; its kind is [Kind#MISSING] when nothing is
  Entry stat(String path) throws IOException;

  /// Reads a whole file.
  ///
  /// @param sizeMax refuses with an [IOException] when the file is larger, in bytes
  byte[] read(String path, long sizeMax) throws IOException;

  /// Replaces or creates a file in one step (a reader sees the old or the new content, never half),
  /// and its parent directories.
  ///
  /// @return what this did to the file
  FileChange write(String path, byte[] content) throws IOException;

  /// The entries of a directory by name, directories first.
  List<Entry> list(String directory) throws IOException;

  /// Visits files and directories below a directory, depth first, by name; links that lead outside
  /// are not followed, and no directory is visited twice.
  void walk(String directory, Visitor visitor) throws IOException;

  /// One thing in a workspace.
  ///
  /// @param path relative to the root
  /// @param kind what it is
  /// @param sizeBytes of a file, else 0
  /// @param modifiedMillis time of last change, milliseconds since the epoch, 0 when missing
  record Entry(String path, Kind kind, long sizeBytes, long modifiedMillis) {
    /// The last name of the path.
    public String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }
  }

  /// What a path leads to.
  enum Kind {
    FILE,
    DIRECTORY,
    /// A device, pipe or socket: never opened.
    OTHER,
    MISSING
  }

  /// Told of each entry of a walk.
  @FunctionalInterface
  interface Visitor {
    /// @return for a directory whether to go into it; for a file whether to go on with the walk
    VisitResult visit(Entry entry) throws IOException;
  }

  /// How a walk goes on.
  enum VisitResult {
    CONTINUE,
    /// Do not go into this directory.
    SKIP,
    /// End the walk.
    STOP
  }

  /// A path that leads out of the workspace.
  final class EscapeException extends IOException {
    /// @param path what was asked for
    /// @param root the workspace
    public EscapeException(String path, Path root) {
      super("Safety violation: Path '" + path + "' escapes workspace '" + root + "'");
    }
  }
}
