package dev.loom.models.http;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import dev.loom.bus.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Describes tools in the prompt for endpoints without tool support. Tools are listed in the system
/// message; calls and results become message text, in the notation that most models know from
/// training.
final class PromptedTools {
  private static final String INSTRUCTIONS =
      """


      You have these tools, one JSON Schema per line:
      %s

      To call a tool, write this block and nothing after it:
      <tool_call>
      {"name": "the tool", "arguments": {"its": "arguments"}}
      </tool_call>
      To call several tools, write several blocks. The results come in the next message.
      """;

  private PromptedTools() {}

  /// Returns the request without tools, with their description in the prompt.
  static ModelRequest apply(ModelRequest request) {
    if (request.tools().isEmpty()) {
      return request;
    }
    var instructions = INSTRUCTIONS.formatted(String.join("\n", toolLines(request)));
    var messages = new ArrayList<Message>();
    if (!(request.messages().getFirst() instanceof Message.System)) {
      messages.add(new Message.System(instructions.strip()));
    }
    for (var message : request.messages()) {
      add(
          messages,
          switch (message) {
            case Message.System system -> new Message.System(system.text() + instructions);
            case Message.User user -> user;
            case Message.Assistant assistant -> new Message.Assistant(render(assistant), List.of());
            case Message.ToolOutput output ->
                new Message.User(
                    "<tool_response name=\"%s\">\n%s\n</tool_response>"
                        .formatted(output.toolName(), output.text()));
          });
    }
    return new ModelRequest(request.role(), messages, List.of(), Optional.empty());
  }

  private static List<String> toolLines(ModelRequest request) {
    return request.tools().stream()
        .map(
            tool ->
                Json.mapper()
                    .createObjectNode()
                    .put("name", tool.name())
                    .put("description", tool.description())
                    .putPOJO("parameters", tool.parameters()))
        .map(Json::write)
        .toList();
  }

  private static String render(Message.Assistant assistant) {
    var text = new StringBuilder(assistant.text());
    for (var call : assistant.toolCalls()) {
      var json =
          Json.mapper()
              .createObjectNode()
              .put("name", call.name())
              .putPOJO("arguments", call.arguments());
      text.append("\n<tool_call>\n").append(Json.write(json)).append("\n</tool_call>");
    }
    return text.toString().strip();
  }

  /// Adds a message. Merges consecutive user messages, because chat templates may require
  /// alternating roles.
  private static void add(List<Message> messages, Message message) {
    if (message instanceof Message.User user
        && !messages.isEmpty()
        && messages.getLast() instanceof Message.User previous) {
      messages.removeLast();
      messages.add(new Message.User(previous.text() + "\n\n" + user.text()));
    } else {
      messages.add(message);
    }
  }
}
