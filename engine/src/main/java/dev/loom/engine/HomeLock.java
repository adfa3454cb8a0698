package dev.loom.engine;

import dev.loom.bus.json.Json;
import dev.loom.contracts.config.Home;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/// Ensures that at most one engine uses a home, and publishes the address of that engine in the
/// home. The operating system releases the lock when the process ends.
final class HomeLock implements AutoCloseable {
  private static final String LOCK = "engine.lock";
  private static final String ADDRESS = "engine.json";

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
        Files.deleteIfExists(home.path().resolve(ADDRESS));
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
    var json =
        Json.write(Map.of("address", address.toString(), "pid", ProcessHandle.current().pid()));
    var temporary = home.resolve(ADDRESS + ".new");
    Files.writeString(temporary, json);
    Files.move(temporary, home.resolve(ADDRESS), StandardCopyOption.ATOMIC_MOVE);
  }

  /// Returns the published address of the engine of a home, if any. The engine may have stopped
  /// since.
  static Optional<URI> readAddress(Home home) {
    try {
      var json = Json.parse(Files.readString(home.path().resolve(ADDRESS)));
      var address = json.path("address").asText();
      return address.isEmpty() ? Optional.empty() : Optional.of(URI.create(address));
    } catch (IOException | IllegalArgumentException ignored) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(home.resolve(ADDRESS));
    lock.release();
    channel.close();
  }
}
