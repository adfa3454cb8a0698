package dev.loom.models.normalize;

import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ToolCall;
import java.util.ArrayList;
import java.util.List;

/// Reads a whole answer as it was meant: tool calls that stand in its text are made, tools are
/// known by each name the model may have seen, and no two calls have one id.
///
/// The answer must be in the names of the request, as [ToolNameCodec#decode] gives it.
public final class ResponseNormalizer {
  private final ModelRequest request;
  private final ToolIndex tools;
  private final CallIdGenerator ids;

  private ResponseNormalizer(ModelRequest request) {
    this.request = request;
    this.tools = new ToolIndex(request);
    this.ids = new CallIdGenerator(request);
  }

  /// The answer to a request as it was meant; the same answer where nothing is wrong with it.
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

  /// A model that forgot to close its thinking has its call there, and no answer.
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
