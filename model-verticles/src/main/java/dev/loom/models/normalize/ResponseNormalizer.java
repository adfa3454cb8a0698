package dev.loom.models.normalize;

import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ToolCall;
import java.util.ArrayList;
import java.util.List;

/// Normalizes a complete response: turns inline tool calls into calls, maps tool names to the
/// offered tools, and makes call ids unique.
///
/// The response must use the tool names of the request, as returned by [ToolNameCodec#decode].
public final class ResponseNormalizer {
  private final ModelRequest request;
  private final ToolIndex tools;
  private final CallIdGenerator ids;

  private ResponseNormalizer(ModelRequest request) {
    this.request = request;
    this.tools = new ToolIndex(request);
    this.ids = new CallIdGenerator(request);
  }

  /// Returns the normalized response; the same instance if nothing had to change.
  public static ModelResponse normalize(ModelRequest request, ModelResponse response) {
    return new ResponseNormalizer(request).apply(response);
  }

  private ModelResponse apply(ModelResponse response) {
    if (!response.toolCalls().isEmpty()) {
      return withCalls(response, response.text(), normalizeCalls(response));
    }
    if (request.tools().isEmpty() || response.stop() == ModelResponse.StopReason.REFUSAL) {
      return response;
    }
    var found = parseInlineCalls(response);
    return found.calls().isEmpty() ? response : withCalls(response, found.text(), found.calls());
  }

  /// Also searches the reasoning of a response without text: a model that does not close its
  /// reasoning writes its call there.
  private InlineCallParser.Result parseInlineCalls(ModelResponse response) {
    var parser = new InlineCallParser(tools, ids);
    var truncated = response.stop() == ModelResponse.StopReason.LENGTH;
    if (!response.text().isBlank()) {
      return parser.parse(response.text(), truncated);
    }
    var inThinking = parser.parseMarked(response.thinking(), truncated);
    return new InlineCallParser.Result("", inThinking.calls());
  }

  private List<ToolCall> normalizeCalls(ModelResponse response) {
    var mayRename = !response.continuation().hasBlocks();
    var calls = new ArrayList<ToolCall>();
    for (var call : response.toolCalls()) {
      var name = tools.find(call.name()).map(tool -> tool.name()).orElse(call.name());
      var id = mayRename ? ids.unique(call.id()) : call.id();
      calls.add(new ToolCall(id, name, call.arguments(), call.malformed()));
    }
    return calls;
  }

  static ModelResponse withCalls(ModelResponse response, String text, List<ToolCall> calls) {
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
