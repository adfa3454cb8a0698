package dev.loom.models.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ToolDescription;
import dev.loom.bus.json.Json;
import dev.loom.models.http.Endpoint;
import dev.loom.models.http.EndpointErrors;
import dev.loom.models.http.ProviderBlocks;
import dev.loom.models.http.ProviderProtocol;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
      case Message.User user -> input.addObject().put("role", "user").put("content", user.text());
      case Message.Assistant assistant -> writeAssistant(assistant, input);
      case Message.ToolOutput output -> writeOutput(output, withImages, input.addObject());
    }
  }

  private static void writeOutput(Message.ToolOutput output, boolean withImages, ObjectNode item) {
    item.put("type", "function_call_output").put(CALL_ID, encodeCallId(output.callId(), ID));
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
    var own = ProviderBlocks.of(assistant, origin(), "function_call", CALL_ID);
    for (var item : own.blocks()) {
      ObjectNode json = MAPPER.valueToTree(item);
      if (json.has(CALL_ID)) {
        json.put(CALL_ID, encodeCallId(json.get(CALL_ID).asText(), ID));
      }
      input.add(json);
    }
    if (!assistant.text().isEmpty() && !own.has("message")) {
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
}
