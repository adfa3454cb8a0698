package dev.loom.cli.commands;

import dev.loom.cli.client.ClientException;
import dev.loom.cli.client.LoomClient;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Shutdown hook that cancels a task if the command is interrupted before the task ends, and waits
/// a moment until its end is shown.
final class CancelOnInterrupt extends Thread {
  private static final long END_SECONDS_MAX = 5;

  private final LoomClient client;
  private final String task;
  private final CountDownLatch ended = new CountDownLatch(1);

  CancelOnInterrupt(LoomClient client, String task) {
    this.client = client;
    this.task = task;
  }

  /// Records that the task has ended, so that there is nothing to cancel.
  void taskEnded() {
    ended.countDown();
  }

  @Override
  public void run() {
    if (ended.getCount() == 0) {
      return;
    }
    try {
      client.post("/tasks/" + task + "/cancel", Map.of("reason", "Cancelled (Ctrl-C)."));
      if (!ended.await(END_SECONDS_MAX, TimeUnit.SECONDS)) {
        System.err.println("loom: Task " + task + " is being cancelled.");
      }
    } catch (ClientException failure) {
      System.err.println("loom: Task " + task + " was not cancelled: " + failure.getMessage());
    } catch (InterruptedException ignored) {
      Thread.currentThread().interrupt();
    }
  }
}
