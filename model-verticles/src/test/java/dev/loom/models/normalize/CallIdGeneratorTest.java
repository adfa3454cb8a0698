package dev.loom.models.normalize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.model.Message;
import dev.loom.api.model.ToolCall;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallIdGeneratorTest {
  private final CallIdGenerator ids =
      new CallIdGenerator(
          TestTools.request(
              new Message.Assistant("", List.of(new ToolCall("call_2", "search", Map.of())))));

  @Test
  void generatedIdsSkipIdsOfTheConversation() {
    assertEquals("call_3", ids.next());
    assertEquals("call_4", ids.next());
  }

  @Test
  void aGivenIdIsKeptOnlyIfItIsNewAndNotBlank() {
    assertEquals("x", ids.unique("x"));
    assertEquals("call_3", ids.unique("call_2"));
    assertEquals("call_4", ids.unique("x"));
    assertEquals("call_5", ids.unique(" "));
  }
}
