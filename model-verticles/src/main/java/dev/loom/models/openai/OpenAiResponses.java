package dev.loom.models.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.api.model.Message;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ToolDescription;
import dev.loom.bus.json.Json;
import dev.loom.models.http.Endpoint;
import dev.loom.models.http.EndpointErrors;
import dev.loom.models.http.ProviderBlocks;
import dev.loom.models.http.ProviderProtocol;
import dev.loom.models.http.ResponseBuilder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Protocol of OpenAI's Responses API, used without server-side storage. Reasoning arrives
/// encrypted and is sent back with the call it led to.
public final class OpenAiResponses extends ProviderProtocol {
  /// Request path below the base URL.
  public static final String PATH = "/responses";

  private static final ObjectMapper MAPPER = Json.mapper();
  private static final Pattern ID = Pattern.compile(".{1,64}", Pattern.DOTALL);
  private static final String CALL_ID = "call_id";
  private static final String FORMAT = "text.format";
  private static final String EFFORT = "reasoning.effort";
  private static final String INCLUDE = "include";
  private static final String IMAGES = "images";

  /// @param endpoint an endpoint whose base URL is the parent of `/responses`
  public OpenAiResponses(Endpoint endpoint) {
    super(
        endpoint,
        new Description(
            "responses",
            PATH,
            "/models",
            Framing.EVENTS,
            List.of(
                new Adaptation(TEMPERATURE, List.of("temperature")),
                new Adaptation(FORMAT, List.of("text.format")),
                new Adaptation(FORMAT, List.of("json_schema")),
                new Adaptation(EFFORT, List.of("reasoning.effort")),
                new Adaptation(INCLUDE, List.of("encrypted")),
                new Adaptation(INCLUDE, List.of("include")),
                new Adaptation(IMAGES, List.of("image")))),
        OpenAiResponses::writeTool);
  }

  @Override
  public Decoder newDecoder(EndpointErrors errors, Set<String> adaptations) {
    return new EventDecoder(errors);
  }

  @Override
  public ObjectNode encode(ModelRequest request, Set<String> adaptations) {
    var body = newBody(request);
    var input = body.putArray("input");
    var withImages = !adaptations.contains(IMAGES);
    request.messages().forEach(message -> write(message, withImages, input, body));
    body.put("max_output_tokens", endpoint.generation().maxTokens());
    putTemperature(body, adaptations);
    effort(adaptations, EFFORT)
        .ifPresent(effort -> body.putObject("reasoning").put("effort", effort));
    schema(request, adaptations, FORMAT, true)
        .ifPresent(
            schema ->
                writeSchema(
                    body.putObject("text").putObject("format").put("type", "json_schema"), schema));
    if (!adaptations.contains(INCLUDE)) {
      body.putArray(INCLUDE).add("reasoning.encrypted_content");
    }
    body.put("store", false);
    body.put("stream", true);
    return body;
  }

  private void write(Message message, boolean withImages, ArrayNode input, ObjectNode body) {
    switch (message) {
      case Message.System system -> body.put("instructions", system.text());
      case Message.User user ->
          input.addObject().put("role", "user").put("content", orNothing(user.text()));
      case Message.Assistant assistant -> writeAssistant(assistant, input);
      case Message.ToolOutput output -> writeOutput(output, withImages, input.addObject());
    }
  }

  private static void writeOutput(Message.ToolOutput output, boolean withImages, ObjectNode item) {
    item.put("type", "function_call_output").put(CALL_ID, encodeCallId(output.callId(), ID));
    if (!withImages || output.images().isEmpty()) {
      item.put("output", textOf(output));
      return;
    }
    var parts = item.putArray("output");
    parts.addObject().put("type", "input_text").put("text", textOf(output));
    for (var image : output.images()) {
      parts
          .addObject()
          .put("type", "input_image")
          .put("image_url", "data:" + image.mediaType() + ";base64," + image.data());
    }
  }

  private void writeAssistant(Message.Assistant assistant, ArrayNode input) {
    var own = ProviderBlocks.of(assistant, origin(), "function_call", CALL_ID);
    for (var item : own.blocks()) {
      ObjectNode json = MAPPER.valueToTree(item);
      if (json.has(CALL_ID)) {
        json.put(CALL_ID, encodeCallId(json.get(CALL_ID).asText(), ID));
      }
      input.add(json);
    }
    if (!assistant.text().isBlank() && !own.has("message")) {
      input.addObject().put("role", "assistant").put("content", assistant.text());
    }
    for (var call : assistant.toolCalls()) {
      if (!own.callIds().contains(call.id())) {
        input
            .addObject()
            .put("type", "function_call")
            .put(CALL_ID, encodeCallId(call.id(), ID))
            .put("name", call.name())
            .put("arguments", Json.write(call.arguments()));
      }
    }
  }

  private static void writeTool(ObjectNode json, ToolDescription tool) {
    writeFunction(json.put("type", "function").put("strict", false), tool);
  }

  /// Decodes the events of one response, or a complete response from servers that do not stream.
  private static final class EventDecoder implements Decoder {
    private static final int ITEMS_MAX = 1_000;
    private static final Set<String> STATE_ITEM_TYPES =
        Set.of("reasoning", "message", "function_call");

    private final EndpointErrors errors;

    /// Output indexes of the calls whose arguments were streamed; the arguments in their complete
    /// item are skipped.
    private final Set<Integer> streamedCallIndexes = new HashSet<>();

    private final TreeMap<Integer, JsonNode> items = new TreeMap<>();
    private boolean textStreamed;
    private boolean reasoningStreamed;

    EventDecoder(EndpointErrors errors) {
      this.errors = errors;
    }

    @Override
    public void decode(JsonNode event, ResponseBuilder response) throws ModelException {
      var index = event.path("output_index").asInt(0);
      switch (event.path("type").asText("")) {
        case "response.created", "response.in_progress" ->
            startResponse(event.path("response"), response);
        case "response.output_item.added" -> onItemAdded(index, event.path("item"), response);
        case "response.output_item.done" -> onItemDone(index, event.path("item"), response);
        case "response.output_text.delta" -> {
          textStreamed = true;
          response.appendText(event.path("delta").asText(""));
        }
        case "response.refusal.delta" -> {
          textStreamed = true;
          response.markRefused();
          response.appendText(event.path("delta").asText(""));
        }
        case "response.reasoning_summary_text.delta", "response.reasoning_text.delta" -> {
          reasoningStreamed = true;
          response.appendReasoning(event.path("delta").asText(""));
        }
        case "response.function_call_arguments.delta" -> {
          streamedCallIndexes.add(index);
          response.appendToolCall(index, "", "", event.path("delta").asText(""));
        }
        case "response.completed", "response.incomplete" ->
            endResponse(event.path("response"), response);
        case "response.failed" -> {
          OpenAiUsage.read(event.path("response"), response);
          throw errors.inStream(event.at("/response/error"));
        }
        default -> readCompleteResponse(event, response);
      }
    }

    /// Decodes a complete response; ignores event types added later.
    private void readCompleteResponse(JsonNode message, ResponseBuilder response)
        throws ModelException {
      if (message.path("object").asText("").equals("response")) {
        startResponse(message, response);
        var index = 0;
        for (var item : message.path("output")) {
          onItemAdded(index, item, response);
          onItemDone(index, item, response);
          index++;
        }
        endResponse(message, response);
      }
    }

    private static void startResponse(JsonNode json, ResponseBuilder response) {
      response.markStarted();
      response.setModel(json.path("model").asText(""));
    }

    private static void onItemAdded(int index, JsonNode item, ResponseBuilder response)
        throws ModelException {
      response.markStarted();
      if (isCall(item)) {
        response.appendToolCall(
            index, item.path("call_id").asText(""), item.path("name").asText(""), "");
      }
    }

    /// Reads a complete item, except for parts that were streamed.
    private void onItemDone(int index, JsonNode item, ResponseBuilder response)
        throws ModelException {
      if (items.size() >= ITEMS_MAX) {
        throw errors.overLimit("more than " + ITEMS_MAX + " items in one response");
      }
      if (STATE_ITEM_TYPES.contains(item.path("type").asText(""))) {
        items.put(index, item);
      }
      if (isCall(item)) {
        // Some servers announce no item: only now are name and id known.
        onItemAdded(index, item, response);
        if (streamedCallIndexes.add(index)) {
          response.appendToolCall(index, "", "", item.path("arguments").asText(""));
        }
      } else if (isReasoning(item)) {
        if (!reasoningStreamed) {
          appendReasoning(item, response);
        }
      } else if (!textStreamed) {
        for (var part : item.path("content")) {
          if (part.hasNonNull("refusal")) {
            response.markRefused();
          }
          response.appendText(part.path("text").asText(part.path("refusal").asText("")));
        }
      }
    }

    private static void appendReasoning(JsonNode item, ResponseBuilder response)
        throws ModelException {
      var parts = item.path("content").isEmpty() ? item.path("summary") : item.path("content");
      for (var part : parts) {
        response.appendReasoning(part.path("text").asText(""));
      }
    }

    private static boolean isCall(JsonNode item) {
      return item.path("type").asText("").equals("function_call");
    }

    /// Removes the status, which the endpoint sends but does not accept.
    private static JsonNode withoutStatus(JsonNode item) {
      var copy = item.<ObjectNode>deepCopy();
      copy.remove("status");
      return copy;
    }

    /// Adds the items to the provider state. Trailing reasoning is dropped, because the endpoint
    /// accepts reasoning only before the item it led to.
    private void keepProviderItems(ResponseBuilder response) throws ModelException {
      if (items.values().stream().noneMatch(EventDecoder::isReasoning)) {
        return;
      }
      while (!items.isEmpty() && isReasoning(items.lastEntry().getValue())) {
        items.pollLastEntry();
      }
      for (var item : items.values()) {
        response.addProviderBlock(Json.toMap(isReasoning(item) ? withoutStatus(item) : item));
      }
    }

    private static boolean isReasoning(JsonNode item) {
      return item.path("type").asText("").equals("reasoning");
    }

    private void endResponse(JsonNode json, ResponseBuilder response) throws ModelException {
      startResponse(json, response);
      keepProviderItems(response);
      OpenAiUsage.read(json, response);
      var reason = json.at("/incomplete_details/reason").asText("");
      response.completeContent(reason.isEmpty() ? json.path("status").asText("completed") : reason);
      response.markEnded();
    }
  }
}
