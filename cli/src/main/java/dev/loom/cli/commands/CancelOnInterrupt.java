package dev.loom.cli.commands;

import dev.loom.cli.client.ClientException;
import dev.loom.cli.client.LoomClient;
import java.util.Map;

/// Shutdown hook that cancels a task if the command is interrupted before the task ends.
final class CancelOnInterrupt extends Thread {
  private final LoomClient client;
  private final String task;
  private volatile boolean taskEnded;

  CancelOnInterrupt(LoomClient client, String task) {
    this.client = client;
    this.task = task;
  }

  /// Records that the task has ended, so that there is nothing to cancel.
  void taskEnded() {
    taskEnded = true;
  }

  @Override
  public void run() {
    if (!taskEnded) {
      try {
        client.post("/tasks/" + task + "/cancel", Map.of("reason", "Cancelled (Ctrl-C)."));
      } catch (ClientException | InterruptedException ignored) {
        // The engine or the task has already ended.
      }
    }
  }
}
