package dev.loom.models.http;

import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelResponse;
import dev.loom.models.normalize.ToolCallFactory;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// What the earlier responses of an endpoint say about an unclear one.
///
/// Half a response must not count as whole, but some servers never say why a response ends, end it
/// with a word of their own, or put all answers into the reasoning. An unclear response is asked
/// for again; an endpoint that repeats it means it. Thread-safe.
final class EndpointHabits {
  /// A JSON object and nothing else, also in a code block.
  private static final Pattern DOCUMENT =
      Pattern.compile("(?s)\\s*(?:```\\w*\\s*)?\\{.*}(?:\\s*```)?\\s*");

  private final Set<String> unclearEnds = ConcurrentHashMap.newKeySet();
  private volatile boolean givesReasons;
  private volatile boolean givesText;
  private volatile boolean answeredInReasoning;

  /// Checks the end of a response.
  ///
  /// @param reason the reason that the server gave; empty if it gave none
  /// @throws ModelException if the response may be incomplete
  void checkEnd(String reason, boolean isClear, EndpointErrors errors) throws ModelException {
    givesReasons |= !reason.isEmpty();
    if (isClear) {
      return;
    }
    var isRepeated = !unclearEnds.add(reason);
    if (!isRepeated || reason.isEmpty() && givesReasons) {
      throw errors.unclearEnd(reason);
    }
  }

  /// Returns the response; with its reasoning as the text if the endpoint answers there, as vLLM
  /// does with a reasoning parser for a model that does not think.
  ///
  /// @param offersTools whether the model could have called a tool instead
  /// @throws ModelException if the endpoint has given no text yet, and only reasoning now
  ModelResponse checkText(ModelResponse response, boolean offersTools, EndpointErrors errors)
      throws ModelException {
    givesText |= !response.text().isBlank();
    var isReasoningOnly =
        response.text().isBlank()
            && response.toolCalls().isEmpty()
            && response.stop() == ModelResponse.StopReason.DONE
            && !response.thinking().isBlank();
    if (!isReasoningOnly) {
      return response;
    }
    var isAnswer =
        !offersTools
            && DOCUMENT.matcher(response.thinking()).matches()
            && ToolCallFactory.toToolCall("", "", response.thinking(), false).malformed().isEmpty();
    if (!isAnswer && givesText) {
      return response;
    }
    if (!isAnswer && !answeredInReasoning) {
      answeredInReasoning = true;
      throw errors.reasoningOnly().withUsage(response.usage());
    }
    return new ModelResponse(
        response.thinking(),
        "",
        response.toolCalls(),
        response.usage(),
        response.model(),
        response.stop(),
        response.continuation());
  }
}
