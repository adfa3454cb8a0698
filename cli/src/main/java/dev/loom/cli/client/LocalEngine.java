package dev.loom.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.home.PublishedEngine;
import dev.loom.bus.secret.AccessToken;
import dev.loom.contracts.config.Home;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Finds the engine that runs on a home, and ends it. Methods block and may be called from any
/// thread.
public final class LocalEngine {
  private static final Duration STOP_MAX = Duration.ofSeconds(45);
  private static final long POLL_MILLIS = 50;

  private LocalEngine() {}

  /// Returns the engine that runs on a home and responds, if any.
  public static Optional<LoomClient> find(Home home) throws InterruptedException {
    var published = published(home);
    return published.isPresent() && published.get().isHealthy() ? published : Optional.empty();
  }

  /// Returns the engine that was started last on a home and has not ended by itself, if any. It
  /// gets the token only while its process runs: another program may listen where it crashed.
  public static Optional<LoomClient> published(Home home) {
    var path = home.path();
    return PublishedEngine.address(path)
        .map(
            address ->
                new LoomClient(
                    address,
                    PublishedEngine.isRunning(path) ? AccessToken.read(path) : Optional.empty()));
  }

  /// Returns the port that the next engine of a home should take: that of the last one if it ended
  /// unexpectedly, because its clients connect there again, and the port is free. 0 for any.
  public static int nextPort(Home home) {
    var address = PublishedEngine.address(home.path()).filter(last -> last.getPort() > 0);
    if (address.isEmpty()) {
      return 0;
    }
    try (var _ =
        new ServerSocket(
            address.get().getPort(), 1, InetAddress.getByName(address.get().getHost()))) {
      return address.get().getPort();
    } catch (IOException ignored) {
      return 0;
    }
  }

  /// Ends the engine in the background, if one runs on this home, so that another can start.
  ///
  /// @throws ClientException if tasks are running
  public static void replaceBackground(Home home) throws InterruptedException {
    var running = find(home);
    if (running.isPresent() && running.get().get("/engine").path("background").asBoolean()) {
      stop(running.get(), home, false);
    }
  }

  /// Ends an engine and waits until it has written everything and released its home.
  ///
  /// @param home its home; for the engine of another machine, any other
  /// @param now whether to interrupt running tasks until the next start
  /// @return the response: `running_tasks` are those that it interrupted
  /// @throws ClientException if tasks are running and `now` is false
  /// @throws CommandException if the engine does not end
  public static JsonNode stop(LoomClient engine, Home home, boolean now)
      throws InterruptedException {
    var response = engine.post("/shutdown", Map.of("now", now));
    var deadline = System.nanoTime() + STOP_MAX.toNanos();
    while (engine.isHealthy()
        || PublishedEngine.address(home.path()).equals(Optional.of(engine.address()))) {
      if (System.nanoTime() - deadline > 0) {
        throw new CommandException(
            "The engine at %s did not end within %d s."
                .formatted(engine.address(), STOP_MAX.toSeconds()),
            1);
      }
      Thread.sleep(POLL_MILLIS);
    }
    return response;
  }
}
