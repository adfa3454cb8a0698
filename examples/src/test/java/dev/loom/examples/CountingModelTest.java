package dev.loom.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CountingModelTest {
  private static ModelResponse complete(Message... messages) {
    var request =
        new ModelRequest(ModelRole.EXECUTOR, List.of(messages), List.of(), Optional.empty());
    return new CountingModel().complete(request, delta -> {});
  }

  @Test
  void toolIsCalledFirst() {
    var call = complete(new Message.User("Count.")).toolCalls().getFirst();
    assertEquals("word_count", call.name());
    assertEquals("README.md", call.arguments().get("path"));
  }

  @Test
  void toolResultIsReported() {
    var response =
        complete(
            new Message.User("Count."),
            new Message.ToolOutput("call_1", "word_count", "3 words", false),
            new Message.User("Go on."));
    assertEquals("README.md has 3 words.", response.text());
    assertEquals(List.of(), response.toolCalls());
  }
}
