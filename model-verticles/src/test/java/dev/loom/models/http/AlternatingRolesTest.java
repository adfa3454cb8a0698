package dev.loom.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.model.Message;
import dev.loom.api.model.ToolCall;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlternatingRolesTest {
  private static final List<ToolCall> CALLS = List.of(new ToolCall("c", "read", Map.of()));

  /// `s` is a system message, `u` a user's, `a` an answer, `c` a call, `t` a tool's result.
  private static Message message(String role) {
    return switch (role.charAt(0)) {
      case 's' -> new Message.System(role);
      case 'u' -> new Message.User(role);
      case 'a' -> new Message.Assistant(role, List.of());
      case 'c' -> new Message.Assistant(role, CALLS);
      default -> new Message.ToolOutput("c", "read", role, false);
    };
  }

  private static List<Message> messages(String roles) {
    return List.of(roles.split(" ")).stream().map(AlternatingRolesTest::message).toList();
  }

  private static String texts(List<Message> messages) {
    return messages.stream().map(Message::text).collect(Collectors.joining("/")).replace('\n', '.');
  }

  @ParameterizedTest
  @CsvSource({
    "s u c t u2, s/u/c/t/I have read the results./u2",
    "s u c t c t t u2, s/u/c/t/c/t/t/I have read the results./u2",
    "u u2 a, u..u2/a/Continue.",
    "s u c t u2 u3, s/u/c/t/I have read the results./u2..u3",
    "u a c t, u/a/Continue./c/t",
    // microsoft/autogen#5044, ggml-org/llama.cpp: the last message is an answer
    "s u a, s/u/a/Continue.",
    "s u c t a, s/u/c/t/a/Continue.",
    "s u c t, s/u/c/t"
  })
  void userAndAssistantTakeTurns(String roles, String expected) {
    assertEquals(expected, texts(AlternatingRoles.alternate(messages(roles))));
  }

  @ParameterizedTest
  @CsvSource({"s u a u2, s..u/a/u2", "u a, u/a", "s s2 u, s..s2..u"})
  void theSystemMessageBeginsTheFirstUserMessage(String roles, String expected) {
    assertEquals(expected, texts(AlternatingRoles.withoutSystem(messages(roles))));
  }
}
