package dev.loom.models.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelResponse;
import dev.loom.contracts.json.Json;
import dev.loom.models.wire.Answer;
import dev.loom.models.wire.Failures;
import dev.loom.models.wire.Wire;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;

/// Reads the events of one response, or a whole response from servers that do not stream.
final class ResponseDecoder implements Wire.Decoder {
  private static final int ITEMS_MAX = 1_000;
  private static final Set<String> KEPT = Set.of("reasoning", "message", "function_call");

  private final Failures failures;

  /// The calls whose arguments came in pieces, which need not be read from the whole item again.
  private final Set<Integer> inPieces = new HashSet<>();

  private final TreeMap<Integer, JsonNode> items = new TreeMap<>();
  private boolean saidInPieces;
  private boolean thoughtInPieces;

  ResponseDecoder(Failures failures) {
    this.failures = failures;
  }

  @Override
  public void read(JsonNode event, Answer answer) throws ModelException {
    var index = event.path("output_index").asInt(0);
    switch (event.path("type").asText("")) {
      case "response.created", "response.in_progress" -> begin(event.path("response"), answer);
      case "response.output_item.added" -> added(index, event.path("item"), answer);
      case "response.output_item.done" -> finished(index, event.path("item"), answer);
      case "response.output_text.delta" -> {
        saidInPieces = true;
        answer.text(event.path("delta").asText(""));
      }
      case "response.refusal.delta" -> {
        saidInPieces = true;
        answer.refused();
        answer.text(event.path("delta").asText(""));
      }
      case "response.reasoning_summary_text.delta", "response.reasoning_text.delta" -> {
        thoughtInPieces = true;
        answer.thinking(event.path("delta").asText(""));
      }
      case "response.function_call_arguments.delta" -> {
        inPieces.add(index);
        answer.toolCall(index, "", "", event.path("delta").asText(""));
      }
      case "response.completed", "response.incomplete" -> end(event.path("response"), answer);
      case "response.failed" -> throw failures.inStream(event.at("/response/error"));
      case "error" ->
          throw failures.inStream(event.hasNonNull("error") ? event.get("error") : event);
      default -> readOther(event, answer);
    }
  }

  /// A whole response, or an event that comes to be later.
  private void readOther(JsonNode message, Answer answer) throws ModelException {
    if (message.hasNonNull("error")) {
      throw failures.inStream(message.get("error"));
    }
    if (message.path("object").asText("").equals("response")) {
      begin(message, answer);
      var index = 0;
      for (var item : message.path("output")) {
        added(index, item, answer);
        finished(index, item, answer);
        index++;
      }
      end(message, answer);
    }
  }

  private static void begin(JsonNode response, Answer answer) {
    answer.begun();
    answer.model(response.path("model").asText(""));
  }

  private static void added(int index, JsonNode item, Answer answer) throws ModelException {
    answer.begun();
    if (isCall(item)) {
      answer.toolCall(index, item.path("call_id").asText(""), item.path("name").asText(""), "");
    }
  }

  /// What came in pieces is not read twice.
  private void finished(int index, JsonNode item, Answer answer) throws ModelException {
    if (items.size() >= ITEMS_MAX) {
      throw failures.overLimit("more than " + ITEMS_MAX + " items in one answer");
    }
    if (KEPT.contains(item.path("type").asText(""))) {
      items.put(index, item);
    }
    if (isCall(item) && inPieces.add(index)) {
      answer.toolCall(index, "", "", item.path("arguments").asText(""));
    } else if (isReasoning(item)) {
      if (!thoughtInPieces) {
        think(item, answer);
      }
    } else if (!saidInPieces) {
      for (var part : item.path("content")) {
        if (part.hasNonNull("refusal")) {
          answer.refused();
        }
        answer.text(part.path("text").asText(part.path("refusal").asText("")));
      }
    }
  }

  private static void think(JsonNode item, Answer answer) throws ModelException {
    var said = item.path("content").isEmpty() ? item.path("summary") : item.path("content");
    for (var part : said) {
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
  private void keepItems(Answer answer) throws ModelException {
    if (items.values().stream().noneMatch(ResponseDecoder::isReasoning)) {
      return;
    }
    while (isReasoning(items.lastEntry().getValue())) {
      items.pollLastEntry();
      if (items.isEmpty()) {
        return;
      }
    }
    for (var item : items.values()) {
      answer.keep(Json.toMap(isReasoning(item) ? withoutStatus(item) : item));
    }
  }

  private static boolean isReasoning(JsonNode item) {
    return item.path("type").asText("").equals("reasoning");
  }

  private void end(JsonNode response, Answer answer) throws ModelException {
    begin(response, answer);
    keepItems(answer);
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
