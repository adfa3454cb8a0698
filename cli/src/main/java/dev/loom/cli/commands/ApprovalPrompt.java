package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.client.ClientException;
import dev.loom.cli.client.LoomClient;
import dev.loom.cli.screen.Screen;
import java.util.Locale;
import java.util.Map;

/// Asks the person at the terminal. Where there is none, the answer is no: a task must not wait for
/// somebody who cannot come.
final class ApprovalPrompt {
  private final LoomClient client;
  private final String task;
  private final Screen screen;

  ApprovalPrompt(LoomClient client, String task, Screen screen) {
    this.client = client;
    this.task = task;
    this.screen = screen;
  }

  void hear(JsonNode event) {
    if (!event.path("event_type").asText().equals("approval_requested")) {
      return;
    }
    var subtask = event.path("data").path("subtask_id").asText();
    if (!screen.isLive()) {
      screen.line("    Nobody is at a terminal to ask, so the answer is no.");
      answer(subtask, false, "Nobody was there to ask.");
      return;
    }
    // On a thread of its own, so that the other subtasks' lines go on meanwhile.
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              screen.line("    Allow it? y = yes, anything else = no (you may add why):");
              var typed = System.console().readLine();
              var text = typed == null ? "" : typed.strip();
              var yes = text.toLowerCase(Locale.ROOT).matches("y(es)?");
              answer(subtask, yes, yes ? "" : text);
            });
  }

  private void answer(String subtask, boolean approved, String reason) {
    try {
      client.post(
          "/tasks/" + task + "/approve",
          Map.of("subtask_id", subtask, "approved", approved, "reason", reason));
    } catch (ClientException refused) {
      screen.line("    " + refused.getMessage());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
