package dev.loom.tools.workspace;

import dev.loom.tools.os.LinuxCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicInteger;

/// The root directory of a workspace, held open, so that it stays the same directory when it is
/// moved or replaced.
///
/// @param pin descriptor through which files are opened; negative if there is none
record OpenRoot(Path path, SecureDirectoryStream<Path> directory, AtomicInteger pin)
    implements AutoCloseable {
  /// Opens a directory.
  ///
  /// @param root its real path
  /// @throws IOException if it cannot be used, with the reason
  static OpenRoot open(Path root) throws IOException {
    if (!root.isAbsolute()) {
      throw new IOException("Workspace path must be absolute: " + root);
    }
    checkRealDirectory(root);
    var stream = Files.newDirectoryStream(root);
    try {
      if (!(stream instanceof SecureDirectoryStream<Path> rootDirectory)) {
        throw new IOException("This system cannot open directories safely: " + root);
      }
      var pin = new AtomicInteger(-1);
      if (LinuxCalls.areAvailable()) {
        pin.set(LinuxCalls.pin(FileNames.encode(FileNames.toText(root))));
      }
      try {
        checkNotReplaced(root, rootDirectory);
      } catch (IOException | RuntimeException failure) {
        unpin(pin);
        throw failure;
      }
      return new OpenRoot(root, rootDirectory, pin);
    } catch (IOException | RuntimeException failure) {
      stream.close();
      throw failure;
    }
  }

  private static void checkRealDirectory(Path root) throws IOException {
    if (!Files.exists(root)) {
      throw new IOException("Workspace does not exist: " + root);
    }
    if (!Files.isDirectory(root)) {
      throw new IOException("Workspace is not a directory: " + root);
    }
    var real = root.toRealPath();
    if (!real.equals(root)) {
      throw new IOException("Workspace " + root + " is reached through a link; use " + real);
    }
  }

  /// Detects that the root was replaced while it was being opened.
  private static void checkNotReplaced(Path root, SecureDirectoryStream<Path> rootDirectory)
      throws IOException {
    var opened = rootDirectory.getFileAttributeView(BasicFileAttributeView.class);
    var currentKey =
        Files.readAttributes(root, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    checkRealDirectory(root);
    if (currentKey == null || !currentKey.equals(opened.readAttributes().fileKey())) {
      throw new IOException("Workspace was replaced while it was being opened: " + root);
    }
  }

  /// Returns a path of the root that stays the same when it is moved.
  String base() {
    return pin.get() < 0 ? path.toString() : "/proc/self/fd/" + pin.get();
  }

  @Override
  public void close() throws IOException {
    unpin(pin);
    directory.close();
  }

  private static void unpin(AtomicInteger pin) throws IOException {
    var descriptor = pin.getAndSet(-1);
    if (descriptor >= 0) {
      LinuxCalls.close(descriptor);
    }
  }
}
