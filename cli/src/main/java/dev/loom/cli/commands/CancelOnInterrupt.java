package dev.loom.cli.commands;

import dev.loom.cli.client.ClientException;
import dev.loom.cli.client.LoomClient;
import java.util.Map;

/// Ctrl-C cancels the task instead of leaving it to run unseen.
final class CancelOnInterrupt extends Thread {
  private final LoomClient client;
  private final String task;
  private volatile boolean taskEnded;

  CancelOnInterrupt(LoomClient client, String task) {
    this.client = client;
    this.task = task;
  }

  /// The task has ended; there is nothing to cancel.
  void taskEnded() {
    taskEnded = true;
  }

  @Override
  public void run() {
    if (!taskEnded) {
      try {
        client.post("/tasks/" + task + "/cancel", Map.of());
      } catch (ClientException | InterruptedException gone) {
        // The engine ended with us, or the task did.
      }
    }
  }
}
