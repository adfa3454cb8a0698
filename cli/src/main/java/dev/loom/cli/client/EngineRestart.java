package dev.loom.cli.client;

import dev.loom.contracts.config.Home;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Starts an engine in the background again if it ended unexpectedly, such as for want of memory,
/// while a command follows a task. The new engine takes the address of the old one and continues
/// its tasks. An engine that a user stopped, ran in the foreground or runs elsewhere is not
/// started.
public final class EngineRestart {
  /// The engine pauses a task that is running at several crashes in a row.
  private static final int RESTARTS_MAX = 10;

  private final Home home;
  private final LoomClient engine;
  private final EngineLauncher launcher;
  private final Consumer<String> notices;
  private final boolean applies;
  private int restarts;

  /// @param engine the engine that runs now
  /// @param arguments options of `loom serve` for the next one
  /// @param notices receives lines for the user
  public EngineRestart(
      LoomClient engine, Home home, List<String> arguments, Consumer<String> notices)
      throws InterruptedException {
    this.home = home;
    this.engine = engine;
    this.launcher = new EngineLauncher(home, arguments, notices);
    this.notices = notices;
    this.applies = isPublished() && engine.get("/engine").path("background").asBoolean();
  }

  /// An engine withdraws its address when it ends on request.
  private boolean isPublished() {
    return address().equals(Optional.of(engine.address()));
  }

  private Optional<URI> address() {
    return LocalEngine.published(home).map(LoomClient::address);
  }

  /// Called when the engine does not respond: starts another one if it ended unexpectedly.
  ///
  /// @return whether it has started one
  /// @throws CommandException if the engine was stopped, or the next one does not start or cannot
  ///   take the address
  boolean run() throws InterruptedException {
    if (!applies || engine.isHealthy()) {
      return false;
    }
    if (!isPublished()) {
      throw new CommandException(
          "The engine was stopped. Its unfinished tasks go on when it is started again: loom tasks",
          EngineLauncher.EXIT_UNAVAILABLE);
    }
    if (++restarts > RESTARTS_MAX) {
      return false;
    }
    var address = launcher.connect().address();
    if (!address.equals(engine.address())) {
      throw new CommandException(
          ("The engine ended unexpectedly and was started again at %s, where the task continues."
                  + " 'loom tasks' shows it.")
              .formatted(address),
          EngineLauncher.EXIT_UNAVAILABLE);
    }
    notices.accept("The engine ended unexpectedly and was started again; the task continues.");
    return true;
  }
}
