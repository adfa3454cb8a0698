package dev.loom.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelRole;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PromptShortenerTest {
  private static ModelRequest request(Message... messages) {
    return new ModelRequest(ModelRole.EXECUTOR, List.of(messages), List.of(), Optional.empty());
  }

  @Test
  void theLongestTextsLoseTheirMiddle() {
    var system = new Message.System("s".repeat(5_000));
    var request =
        request(
            system,
            new Message.User("Goal: " + "g".repeat(500)),
            new Message.ToolOutput("a", "read", "1".repeat(30_000), false),
            new Message.ToolOutput("b", "read", "2".repeat(2_000), true));
    var shortened = PromptShortener.shorten(request, 15_000).orElseThrow().messages();
    assertEquals(system, shortened.get(0));
    assertEquals(request.messages().get(1), shortened.get(1));
    assertEquals(request.messages().get(3), shortened.get(3));
    var output = shortened.get(2).text();
    assertTrue(output.contains("characters left out") && output.startsWith("111"), output);
    assertTrue(output.length() > 6_000 && output.length() < 8_000, "" + output.length());
  }

  @Test
  void aRequestOfShortTextsCannotBeShortened() {
    var request = request(new Message.System("s".repeat(9_000)), new Message.User("u"));
    assertEquals(Optional.empty(), PromptShortener.shorten(request, 10));
  }
}
