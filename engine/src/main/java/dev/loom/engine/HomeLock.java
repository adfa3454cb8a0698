package dev.loom.engine;

import dev.loom.bus.home.PublishedEngine;
import dev.loom.contracts.config.Home;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// Ensures that at most one engine uses a home. Releasing it withdraws the address of the engine.
/// The operating system releases the lock when the process ends.
final class HomeLock implements AutoCloseable {
  private static final String LOCK = "engine.lock";

  private final Path home;
  private final FileChannel channel;
  private final FileLock lock;

  private HomeLock(Path home, FileChannel channel, FileLock lock) {
    this.home = home;
    this.channel = channel;
    this.lock = lock;
  }

  /// Returns the file that is locked. If it is replaced, another engine can lock the new one.
  static Path file(Home home) {
    return home.path().resolve(LOCK);
  }

  /// @return empty if another engine holds the lock
  static Optional<HomeLock> tryAcquire(Home home) throws IOException {
    home.createIfMissing();
    var channel = FileChannel.open(file(home), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      var lock = channel.tryLock();
      if (lock != null) {
        PublishedEngine.withdraw(home.path());
        return Optional.of(new HomeLock(home.path(), channel, lock));
      }
    } catch (OverlappingFileLockException ignored) {
      // Another engine in this process holds the lock.
    }
    channel.close();
    return Optional.empty();
  }

  /// Publishes the address of the engine.
  void writeAddress(URI address) throws IOException {
    PublishedEngine.publish(home, address);
  }

  @Override
  public void close() throws IOException {
    PublishedEngine.withdraw(home);
    lock.release();
    channel.close();
  }
}
