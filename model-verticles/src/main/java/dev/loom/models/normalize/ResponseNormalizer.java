package dev.loom.models.normalize;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ToolCall;
import dev.loom.api.model.ToolDescription;
import dev.loom.bus.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Normalizes a complete response: turns inline tool calls into calls, maps tool names to the
/// offered tools and arguments to their schemas, and makes call ids unique. A call that answers a
/// request without tools is the answer.
///
/// The response must use the tool names of the request, as returned by [ToolNameCodec#decode].
public final class ResponseNormalizer {
  private final ModelRequest request;
  private final ToolIndex tools;
  private final Set<String> usedIds = new HashSet<>();
  private int lastId;

  private ResponseNormalizer(ModelRequest request) {
    this.request = request;
    this.tools = new ToolIndex(request);
    for (var message : request.messages()) {
      if (message instanceof Message.Assistant assistant) {
        assistant.toolCalls().forEach(call -> usedIds.add(call.id()));
      }
    }
    this.lastId = usedIds.size();
  }

  /// Returns the normalized response; the same instance if nothing had to change.
  public static ModelResponse normalize(ModelRequest request, ModelResponse response) {
    return new ResponseNormalizer(request).apply(response);
  }

  private ModelResponse apply(ModelResponse response) {
    if (isAnswerInCall(response)) {
      var answer = Json.write(response.toolCalls().getFirst().arguments());
      return withCalls(response, answer, List.of());
    }
    if (!response.toolCalls().isEmpty()) {
      return withCalls(response, response.text(), normalizeCalls(response, response.toolCalls()));
    }
    if (request.tools().isEmpty() || response.stop() == ModelResponse.StopReason.REFUSAL) {
      return response;
    }
    var found = parseInlineCalls(response);
    return found.calls().isEmpty()
        ? response
        : withCalls(response, found.text(), normalizeCalls(response, found.calls()));
  }

  /// Returns whether the answer of a request for JSON is in the arguments of a call that was not
  /// offered, such as `create_plan`.
  private boolean isAnswerInCall(ModelResponse response) {
    return request.tools().isEmpty()
        && request.responseSchema().isPresent()
        && response.text().isBlank()
        && response.toolCalls().size() == 1
        && response.toolCalls().getFirst().malformed().isEmpty();
  }

  /// Also searches the reasoning of a response without text: a model that does not close its
  /// reasoning writes its call there. Beside a text, a call in the reasoning may be one that was
  /// only considered.
  private InlineCallParser.Result parseInlineCalls(ModelResponse response) {
    var parser = new InlineCallParser(tools);
    var truncated = response.stop() == ModelResponse.StopReason.LENGTH;
    if (!response.text().isBlank()) {
      return parser.parse(response.text(), truncated);
    }
    var inThinking = parser.parseMarked(response.thinking(), truncated);
    return new InlineCallParser.Result("", inThinking.calls());
  }

  private List<ToolCall> normalizeCalls(ModelResponse response, List<ToolCall> calls) {
    var blocks = response.continuation().blocks();
    var normalized = new ArrayList<ToolCall>();
    for (var call : calls) {
      var tool = tools.find(call.name());
      var name = tool.map(ToolDescription::name).orElse(call.name());
      var mayRename = blocks.stream().noneMatch(block -> block.containsValue(call.id()));
      var id = mayRename || call.id().isEmpty() ? uniqueId(call.id()) : call.id();
      var arguments =
          tool.map(found -> ArgumentCoercion.coerce(call.arguments(), found.parameters()))
              .orElse(call.arguments());
      normalized.add(new ToolCall(id, name, arguments, call.malformed()));
    }
    return normalized;
  }

  /// Returns the id if it is new in the conversation, otherwise another one, because some endpoints
  /// reject duplicates. Deterministic for the same conversation.
  private String uniqueId(String id) {
    if (!id.isBlank() && usedIds.add(id)) {
      return id;
    }
    String generated;
    do {
      generated = "call_" + ++lastId;
    } while (!usedIds.add(generated));
    return generated;
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
