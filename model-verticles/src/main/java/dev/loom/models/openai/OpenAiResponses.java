package dev.loom.models.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ToolCall;
import dev.loom.api.model.ToolDescription;
import dev.loom.bus.json.Json;
import dev.loom.models.http.CallIdEncoder;
import dev.loom.models.http.Endpoint;
import dev.loom.models.http.EndpointErrors;
import dev.loom.models.http.ProviderProtocol;
import dev.loom.models.http.ToolJsonCache;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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
        new Names("responses", PATH, "/models"),
        Framing.EVENTS,
        List.of(
            new Adaptation(TEMPERATURE, List.of("temperature")),
            new Adaptation(FORMAT, List.of("text.format")),
            new Adaptation(FORMAT, List.of("json_schema")),
            new Adaptation(EFFORT, List.of("reasoning.effort")),
            new Adaptation(INCLUDE, List.of("encrypted")),
            new Adaptation(INCLUDE, List.of("include")),
            new Adaptation(IMAGES, List.of("image"))),
        OpenAiResponses::writeTool);
  }

  @Override
  public Decoder newDecoder(EndpointErrors errors, Set<String> adaptations) {
    return new OpenAiResponsesDecoder(errors);
  }

  @Override
  public Optional<String> diagnose(int status, JsonNode body) {
    return OpenAiApi.diagnose(endpoint, body);
  }

  @Override
  public ObjectNode encode(ModelRequest request, Set<String> adaptations) {
    var body = newBody(request);
    var input = body.putArray("input");
    var withImages = !adaptations.contains(IMAGES);
    request.messages().forEach(message -> write(message, withImages, input, body));
    body.put("max_output_tokens", endpoint.generation().maxTokens());
    putTemperature(body, adaptations);
    if (!endpoint.generation().reasoningEffort().isEmpty() && !adaptations.contains(EFFORT)) {
      body.putObject("reasoning").put("effort", endpoint.generation().reasoningEffort());
    }
    if (endpoint.capabilities().structuredOutput().orElse(true) && !adaptations.contains(FORMAT)) {
      request.responseSchema().ifPresent(schema -> writeSchema(schema, body));
    }
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
      case Message.User user -> input.addObject().put("role", "user").put("content", user.text());
      case Message.Assistant assistant -> writeAssistant(assistant, input);
      case Message.ToolOutput output -> writeOutput(output, withImages, input.addObject());
    }
  }

  private static void writeOutput(Message.ToolOutput output, boolean withImages, ObjectNode item) {
    item.put("type", "function_call_output")
        .put(CALL_ID, CallIdEncoder.encode(output.callId(), ID));
    if (!withImages || output.images().isEmpty()) {
      item.put("output", output.text());
      return;
    }
    var parts = item.putArray("output");
    parts.addObject().put("type", "input_text").put("text", output.text());
    for (var image : output.images()) {
      parts
          .addObject()
          .put("type", "input_image")
          .put("image_url", "data:" + image.mediaType() + ";base64," + image.data());
    }
  }

  private void writeAssistant(Message.Assistant assistant, ArrayNode input) {
    var ownItems = providerItems(assistant);
    for (var item : ownItems) {
      ObjectNode json = MAPPER.valueToTree(item);
      if (json.has(CALL_ID)) {
        json.put(CALL_ID, CallIdEncoder.encode(json.get(CALL_ID).asText(), ID));
      }
      input.add(json);
    }
    if (!assistant.text().isEmpty()
        && ownItems.stream().noneMatch(item -> "message".equals(item.get("type")))) {
      input.addObject().put("role", "assistant").put("content", assistant.text());
    }
    var ownCallIds = callIds(ownItems);
    for (var call : assistant.toolCalls()) {
      if (!ownCallIds.contains(call.id())) {
        input
            .addObject()
            .put("type", "function_call")
            .put(CALL_ID, CallIdEncoder.encode(call.id(), ID))
            .put("name", call.name())
            .put("arguments", Json.write(call.arguments()));
      }
    }
  }

  /// Returns the endpoint's own items of a message, unless they contain a call that the message
  /// does not.
  private List<Map<String, Object>> providerItems(Message.Assistant assistant) {
    var items = assistant.continuation().blocks();
    var callIds = assistant.toolCalls().stream().map(ToolCall::id).toList();
    return assistant.continuation().origin().equals(origin()) && callIds.containsAll(callIds(items))
        ? items
        : List.of();
  }

  private static Set<Object> callIds(List<Map<String, Object>> items) {
    return items.stream()
        .filter(item -> item.containsKey(CALL_ID))
        .map(item -> item.get(CALL_ID))
        .collect(Collectors.toSet());
  }

  private static void writeTool(ArrayNode array, ToolDescription tool) {
    array
        .addObject()
        .put("type", "function")
        .put("name", tool.name())
        .put("description", tool.description())
        .put("strict", false)
        .set("parameters", MAPPER.valueToTree(ToolJsonCache.parameters(tool)));
  }

  private void writeSchema(Map<String, Object> schema, ObjectNode body) {
    body.putObject("text")
        .putObject("format")
        .put("type", "json_schema")
        .put("name", "answer")
        .put("strict", false)
        .putRawValue("schema", json(schema));
  }
}
