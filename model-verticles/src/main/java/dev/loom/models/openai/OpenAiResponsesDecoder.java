package dev.loom.models.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelResponse;
import dev.loom.contracts.json.Json;
import dev.loom.models.http.EndpointErrors;
import dev.loom.models.http.ProviderProtocol;
import dev.loom.models.http.ResponseBuilder;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;

/// Reads the events of one response, or a whole response from servers that do not stream.
final class OpenAiResponsesDecoder implements ProviderProtocol.Decoder {
  private static final int ITEMS_MAX = 1_000;
  private static final Set<String> KEPT = Set.of("reasoning", "message", "function_call");

  private final EndpointErrors failures;

  /// The calls whose arguments came in pieces, which need not be read from the whole item again.
  private final Set<Integer> streamedCalls = new HashSet<>();

  private final TreeMap<Integer, JsonNode> items = new TreeMap<>();
  private boolean textStreamed;
  private boolean reasoningStreamed;

  OpenAiResponsesDecoder(EndpointErrors failures) {
    this.failures = failures;
  }

  @Override
  public void decode(JsonNode event, ResponseBuilder answer) throws ModelException {
    var index = event.path("output_index").asInt(0);
    switch (event.path("type").asText("")) {
      case "response.created", "response.in_progress" -> begin(event.path("response"), answer);
      case "response.output_item.added" -> onItemAdded(index, event.path("item"), answer);
      case "response.output_item.done" -> onItemDone(index, event.path("item"), answer);
      case "response.output_text.delta" -> {
        textStreamed = true;
        answer.appendText(event.path("delta").asText(""));
      }
      case "response.refusal.delta" -> {
        textStreamed = true;
        answer.markRefused();
        answer.appendText(event.path("delta").asText(""));
      }
      case "response.reasoning_summary_text.delta", "response.reasoning_text.delta" -> {
        reasoningStreamed = true;
        answer.thinking(event.path("delta").asText(""));
      }
      case "response.function_call_arguments.delta" -> {
        streamedCalls.add(index);
        answer.appendToolCall(index, "", "", event.path("delta").asText(""));
      }
      case "response.completed", "response.incomplete" -> end(event.path("response"), answer);
      case "response.failed" -> throw failures.inStream(event.at("/response/error"));
      case "error" ->
          throw failures.inStream(event.hasNonNull("error") ? event.get("error") : event);
      default -> readOther(event, answer);
    }
  }

  /// A whole response, or an event that comes to be later.
  private void readOther(JsonNode message, ResponseBuilder answer) throws ModelException {
    if (message.hasNonNull("error")) {
      throw failures.inStream(message.get("error"));
    }
    if (message.path("object").asText("").equals("response")) {
      begin(message, answer);
      var index = 0;
      for (var item : message.path("output")) {
        onItemAdded(index, item, answer);
        onItemDone(index, item, answer);
        index++;
      }
      end(message, answer);
    }
  }

  private static void begin(JsonNode response, ResponseBuilder answer) {
    answer.begun();
    answer.model(response.path("model").asText(""));
  }

  private static void onItemAdded(int index, JsonNode item, ResponseBuilder answer)
      throws ModelException {
    answer.begun();
    if (isCall(item)) {
      answer.appendToolCall(
          index, item.path("call_id").asText(""), item.path("name").asText(""), "");
    }
  }

  /// What came in pieces is not read twice.
  private void onItemDone(int index, JsonNode item, ResponseBuilder answer) throws ModelException {
    if (items.size() >= ITEMS_MAX) {
      throw failures.overLimit("more than " + ITEMS_MAX + " items in one answer");
    }
    if (KEPT.contains(item.path("type").asText(""))) {
      items.put(index, item);
    }
    if (isCall(item) && streamedCalls.add(index)) {
      answer.appendToolCall(index, "", "", item.path("arguments").asText(""));
    } else if (isReasoning(item)) {
      if (!reasoningStreamed) {
        appendReasoning(item, answer);
      }
    } else if (!textStreamed) {
      for (var part : item.path("content")) {
        if (part.hasNonNull("refusal")) {
          answer.markRefused();
        }
        answer.appendText(part.path("text").asText(part.path("refusal").asText("")));
      }
    }
  }

  private static void appendReasoning(JsonNode item, ResponseBuilder answer) throws ModelException {
    var parts = item.path("content").isEmpty() ? item.path("summary") : item.path("content");
    for (var part : parts) {
      answer.thinking(part.path("text").asText(""));
    }
  }

  private static boolean isCall(JsonNode item) {
    return item.path("type").asText("").equals("function_call");
  }

  /// A status is told and not taken.
  private static JsonNode withoutStatus(JsonNode item) {
    var copy = item.<ObjectNode>deepCopy();
    copy.remove("status");
    return copy;
  }

  /// Reasoning is taken back only in front of what it led to.
  private void keepProviderItems(ResponseBuilder answer) throws ModelException {
    if (items.values().stream().noneMatch(OpenAiResponsesDecoder::isReasoning)) {
      return;
    }
    while (isReasoning(items.lastEntry().getValue())) {
      items.pollLastEntry();
      if (items.isEmpty()) {
        return;
      }
    }
    for (var item : items.values()) {
      answer.addProviderBlock(Json.toMap(isReasoning(item) ? withoutStatus(item) : item));
    }
  }

  private static boolean isReasoning(JsonNode item) {
    return item.path("type").asText("").equals("reasoning");
  }

  private void end(JsonNode response, ResponseBuilder answer) throws ModelException {
    begin(response, answer);
    keepProviderItems(answer);
    var usage = response.path("usage");
    if (usage.isObject()) {
      answer.usage(
          usage.path("input_tokens").asLong(0),
          usage.path("output_tokens").asLong(0),
          usage.at("/input_tokens_details/cached_tokens").asLong(0));
    }
    answer.finished(
        switch (response.at("/incomplete_details/reason").asText("")) {
          case "max_output_tokens" -> ModelResponse.StopReason.LENGTH;
          case "content_filter" -> ModelResponse.StopReason.REFUSAL;
          default -> ModelResponse.StopReason.DONE;
        });
    answer.done();
  }
}
