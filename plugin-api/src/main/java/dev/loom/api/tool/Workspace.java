package dev.loom.api.tool;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/// Accesses the files of a task below its workspace root.
///
/// Paths are relative to the root and use `/` as separator. An absolute path is accepted if it lies
/// inside the root. A path that leaves the root through `..`, a symbolic link, or a concurrently
/// replaced link is rejected with an [EscapeException]; nothing is read or written.
public interface Workspace {
  /// Returns the path of the workspace, for display and as working directory of child processes.
  Path root();

  /// Converts a path written by a model to the relative form used by the other methods.
  ///
  /// @return the normalized relative path, `.` for the root
  /// @throws EscapeException if the path leaves the root
  String relativize(String path) throws EscapeException;

  /// Returns the status of a path. Links are followed.
  ///
  /// @return the entry; its kind is [Kind#MISSING] if there is none
  Entry stat(String path) throws IOException;

  /// Reads a complete file.
  ///
  /// @param sizeMax maximum size in bytes; a larger file fails with an [IOException]
  byte[] read(String path, long sizeMax) throws IOException;

  /// Opens a file of any size for reading from its beginning.
  ///
  /// @return the content; the caller closes it
  default InputStream open(String path) throws IOException {
    return new ByteArrayInputStream(read(path, Integer.MAX_VALUE));
  }

  /// Writes a file atomically (readers see either the old or the new content) and creates its
  /// parent directories.
  ///
  /// @return the resulting change
  FileChange write(String path, byte[] content) throws IOException;

  /// Deletes a file, a link (not its target) or an empty directory. To delete a directory with its
  /// content, delete what [#walk] finds first.
  void delete(String path) throws IOException;

  /// Moves a file or link atomically and creates the parent directories of its new path, where
  /// nothing may be. Directories are not moved.
  void move(String from, String to) throws IOException;

  /// Creates a directory and its parents, unless it exists. Directories alone are no changes: they
  /// are neither listed nor undone.
  void makeDirectory(String path) throws IOException;

  /// Lists the entries of a directory, directories first, each group sorted by name. Links among
  /// them are not followed.
  List<Entry> list(String directory) throws IOException;

  /// Visits files, directories and links below a directory depth first, sorted by name. Follows no
  /// link, so that nothing is visited twice. Enters no directory that is unreadable or nested too
  /// deeply.
  void walk(String directory, Visitor visitor) throws IOException;

  /// Entry of a workspace.
  ///
  /// @param path path relative to the root
  /// @param kind type of the entry
  /// @param sizeBytes size of a file, otherwise 0
  /// @param modifiedMillis time of the last change in milliseconds since the epoch, 0 if missing
  record Entry(String path, Kind kind, long sizeBytes, long modifiedMillis) {
    /// Returns the last name of the path.
    public String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }
  }

  /// Type of an entry.
  enum Kind {
    FILE,
    DIRECTORY,
    /// A symbolic link, as [#list] and [#walk] find it; they do not follow it. [#stat] describes
    /// its target instead.
    LINK,
    /// A device, pipe or socket. Never opened.
    OTHER,
    MISSING
  }

  /// Receives the entries of a walk.
  @FunctionalInterface
  interface Visitor {
    /// Visits an entry.
    ///
    /// @return how to continue the walk; `CONTINUE` descends into a directory
    VisitResult visit(Entry entry) throws IOException;

    /// Receives a directory that was visited, but may not be read.
    default void unreadable(Entry directory) {}
  }

  /// Continuation of a walk.
  enum VisitResult {
    CONTINUE,
    /// Does not descend into this directory.
    SKIP,
    /// Ends the walk.
    STOP
  }

  /// Thrown when a path leaves the workspace.
  final class EscapeException extends IOException {
    /// Creates the exception.
    ///
    /// @param path requested path
    /// @param root root of the workspace
    public EscapeException(String path, Path root) {
      super("Safety violation: Path '" + path + "' escapes workspace '" + root + "'");
    }
  }
}
