package dev.loom.examples;

import dev.loom.api.model.AbstractModelProvider;
import dev.loom.api.model.Message;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolCall;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/// A custom model provider. This one needs no network: it always counts the words of README.md. A
/// real provider sends the request to an endpoint.
public final class CountingModel extends AbstractModelProvider {
  private static final TokenUsage NO_USAGE = TokenUsage.NONE;

  public CountingModel() {
    super("counting", "counting-1", 1, EnumSet.allOf(ModelRole.class));
  }

  @Override
  public ModelResponse complete(ModelRequest request, ModelListener listener) {
    return switch (request.role()) {
      case PLANNER ->
          text("{\"subtasks\":[{\"id\":\"count\",\"description\":\"Count the words.\"}]}");
      case EXECUTOR -> next(request.messages());
      case VERIFIER -> text("{\"passed\":true,\"confidence\":1.0,\"feedback\":\"\"}");
      case EXTRACTOR -> text("[]");
    };
  }

  /// Requests the tool call, or reports its result. Other messages may follow a tool result.
  private static ModelResponse next(List<Message> messages) {
    return messages.reversed().stream()
        .filter(Message.ToolOutput.class::isInstance)
        .findFirst()
        .map(output -> text("README.md has " + output.text() + "."))
        .orElseGet(CountingModel::call);
  }

  private static ModelResponse call() {
    var call = new ToolCall("call_1", "word_count", Map.of("path", "README.md"));
    return response("", List.of(call));
  }

  private static ModelResponse text(String text) {
    return response(text, List.of());
  }

  private static ModelResponse response(String text, List<ToolCall> calls) {
    return new ModelResponse(
        text, "", calls, NO_USAGE, "counting-1", ModelResponse.StopReason.DONE);
  }
}
