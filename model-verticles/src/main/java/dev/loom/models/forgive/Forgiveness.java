package dev.loom.models.forgive;

import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ToolCall;
import java.util.ArrayList;
import java.util.List;

/// Reads a whole answer as it was meant: tool calls that stand in its text are made, tools are
/// known by each name the model may have seen, and no two calls have one id.
///
/// The answer must be in the names of the request, as [ToolNames#fromWire] gives it.
public final class Forgiveness {
  private final ModelRequest request;
  private final OfferedTools tools;
  private final CallIds ids;

  private Forgiveness(ModelRequest request) {
    this.request = request;
    this.tools = new OfferedTools(request);
    this.ids = new CallIds(request);
  }

  /// The answer to a request as it was meant; the same answer where nothing is wrong with it.
  public static ModelResponse forgive(ModelRequest request, ModelResponse response) {
    return new Forgiveness(request).read(response);
  }

  private ModelResponse read(ModelResponse response) {
    if (!response.toolCalls().isEmpty()) {
      return withCalls(response, response.text(), named(response));
    }
    if (request.tools().isEmpty() || response.stop() == ModelResponse.StopReason.REFUSAL) {
      return response;
    }
    var found = written(response);
    return found.calls().isEmpty() ? response : withCalls(response, found.text(), found.calls());
  }

  /// A model that forgot to close its thinking has its call there, and no answer.
  private TextToolCalls.Found written(ModelResponse response) {
    var written = new TextToolCalls(tools, ids);
    var cut = response.stop() == ModelResponse.StopReason.LENGTH;
    if (!response.text().isBlank()) {
      return written.in(response.text(), cut);
    }
    var inThinking = written.marked(response.thinking(), cut);
    return new TextToolCalls.Found("", inThinking.calls());
  }

  private List<ToolCall> named(ModelResponse response) {
    var mayRename = !response.continuation().hasBlocks();
    var calls = new ArrayList<ToolCall>();
    for (var call : response.toolCalls()) {
      var name = tools.find(call.name()).map(tool -> tool.name()).orElse(call.name());
      var id = mayRename ? ids.unique(call.id()) : call.id();
      calls.add(new ToolCall(id, name, call.arguments(), call.malformed()));
    }
    return calls;
  }

  private static ModelResponse withCalls(
      ModelResponse response, String text, List<ToolCall> calls) {
    return new ModelResponse(
        text,
        response.thinking(),
        calls,
        response.usage(),
        response.model(),
        response.stop(),
        response.continuation());
  }
}
