package dev.loom.models.normalize;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.ToolCall;
import dev.loom.api.model.ToolDescription;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The tools `read_file` and `search`, offered to an executor.
final class TestTools {
  private static final Map<String, Object> SEARCH =
      Map.of(
          "properties",
          Map.of(
              "query", Map.of("type", "string"),
              "limit", Map.of("type", List.of("integer", "null"))));

  static final ToolIndex INDEX = new ToolIndex(request());

  private TestTools() {}

  static ModelRequest request(Message... history) {
    return new ModelRequest(
        ModelRole.EXECUTOR,
        history.length == 0 ? List.of(new Message.User("go")) : List.of(history),
        List.of(
            new ToolDescription("read_file", "Reads.", Map.of()),
            new ToolDescription("search", "Searches.", SEARCH)),
        Optional.empty());
  }

  static ToolCall call(String name, Map<String, Object> arguments) {
    return new ToolCall("", name, arguments);
  }
}
