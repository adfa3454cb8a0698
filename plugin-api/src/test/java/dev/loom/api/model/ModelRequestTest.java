package dev.loom.api.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelRequestTest {
  @Test
  void requestWithoutMessagesIsRejected() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new ModelRequest(ModelRole.PLANNER, List.of(), List.of(), Optional.empty()));
  }

  @Test
  void messagesAndSchemaAreCopied() {
    var messages = new ArrayList<Message>(List.of(new Message.User("hello")));
    var schema = new HashMap<String, Object>(Map.of("type", "object"));
    var request = new ModelRequest(ModelRole.PLANNER, messages, List.of(), Optional.of(schema));
    messages.clear();
    schema.clear();
    assertEquals(1, request.messages().size());
    assertEquals(Optional.of(Map.of("type", "object")), request.responseSchema());
  }
}
