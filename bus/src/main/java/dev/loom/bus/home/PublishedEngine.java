package dev.loom.bus.home;

import dev.loom.bus.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Address of the engine that uses a home, in the file `engine.json` of that home. An engine
/// removes it when it ends, unless it crashes.
public final class PublishedEngine {
  private static final String FILE = "engine.json";

  /// The system states the start of a process less exactly than that of a file.
  private static final Duration CLOCK_TICK = Duration.ofSeconds(1);

  private PublishedEngine() {}

  /// Returns the address; empty if none is published. Its engine may have crashed since.
  public static Optional<URI> address(Path home) {
    try {
      var json = Json.parse(Files.readString(home.resolve(FILE)));
      return Optional.of(URI.create(json.path("address").asText())).filter(URI::isAbsolute);
    } catch (IOException | IllegalArgumentException ignored) {
      return Optional.empty();
    }
  }

  /// Returns whether the process that published the address still runs. If not, another program may
  /// listen there.
  public static boolean isRunning(Path home) {
    try {
      var file = home.resolve(FILE);
      var published = Files.getLastModifiedTime(file).toInstant();
      return ProcessHandle.of(Json.parse(Files.readString(file)).path("pid").asLong())
          .filter(ProcessHandle::isAlive)
          // A later process can have the same number.
          .filter(
              process ->
                  process.info().startInstant().stream()
                      .noneMatch(start -> start.isAfter(published.plus(CLOCK_TICK))))
          .isPresent();
    } catch (IOException | IllegalArgumentException ignored) {
      return false;
    }
  }

  /// Publishes the address of the engine in this process.
  public static void publish(Path home, URI address) throws IOException {
    var json =
        Json.write(Map.of("address", address.toString(), "pid", ProcessHandle.current().pid()));
    var temporary = home.resolve(FILE + ".new");
    Files.writeString(temporary, json);
    Files.move(temporary, home.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }

  /// Withdraws the address, if one is published.
  public static void withdraw(Path home) throws IOException {
    Files.deleteIfExists(home.resolve(FILE));
  }
}
