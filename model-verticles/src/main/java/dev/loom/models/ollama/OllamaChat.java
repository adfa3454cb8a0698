package dev.loom.models.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.api.model.Message;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelRequest;
import dev.loom.bus.json.Json;
import dev.loom.models.http.Endpoint;
import dev.loom.models.http.EndpointErrors;
import dev.loom.models.http.ProviderProtocol;
import dev.loom.models.http.ResponseBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Protocol of Ollama's chat API.
///
/// Every request sets the context size, because Ollama's default is a few thousand tokens and it
/// truncates longer requests silently.
public final class OllamaChat extends ProviderProtocol {
  /// Request path below the base URL.
  public static final String PATH = "/api/chat";

  private static final ObjectMapper MAPPER = Json.mapper();
  private static final String THINK = "think";
  private static final String FORMAT = "format";

  /// @param endpoint an endpoint whose base URL is the parent of `/api/chat`
  public OllamaChat(Endpoint endpoint) {
    super(
        endpoint,
        new Description(
            "Ollama's chat",
            PATH,
            "/api/tags",
            Framing.LINES,
            List.of(
                new Adaptation(THINK, List.of("does not support thinking")),
                new Adaptation(FORMAT, List.of("format")))),
        ProviderProtocol::writeTypedFunction);
  }

  @Override
  public Decoder newDecoder(EndpointErrors errors, Set<String> adaptations) {
    return new LineDecoder();
  }

  @Override
  public String missingModelHint() {
    return "fetch it with: ollama pull " + endpoint.model();
  }

  @Override
  public Optional<String> diagnose(int status, JsonNode body) {
    if (status == 404 || !body.path("models").isArray()) {
      return Optional.of(
          "The server at %s is not Ollama; check %s."
              .formatted(endpoint.base(), endpoint.settings().baseUrl()));
    }
    if (modelIds(body).stream().anyMatch(this::isConfiguredModel)) {
      return Optional.empty();
    }
    return Optional.of(
        "Ollama at %s does not have the model '%s'; %s"
            .formatted(endpoint.base(), endpoint.model(), missingModelHint()));
  }

  /// A name without a tag means the tag `latest`.
  private boolean isConfiguredModel(String name) {
    return name.equals(endpoint.model()) || name.equals(endpoint.model() + ":latest");
  }

  @Override
  public ObjectNode encode(ModelRequest request, Set<String> adaptations) {
    var body = newBody(request);
    var messages = body.putArray("messages");
    request.messages().forEach(message -> write(message, messages.addObject()));
    if (endpoint.capabilities().thinking().orElse(true)) {
      effort(adaptations, THINK).ifPresent(effort -> writeEffort(effort, body));
    }
    schema(request, adaptations, FORMAT, true).ifPresent(schema -> body.putPOJO(FORMAT, schema));
    var options = body.putObject("options");
    options.put("num_ctx", endpoint.generation().contextWindow());
    options.put("num_predict", endpoint.generation().maxTokens());
    putTemperature(options, adaptations);
    body.put("stream", true);
    return body;
  }

  private static void writeEffort(String effort, ObjectNode body) {
    switch (effort) {
      case "none" -> body.put(THINK, false);
      case "minimal" -> body.put(THINK, "low");
      case "xhigh" -> body.put(THINK, "max");
      default -> body.put(THINK, effort);
    }
  }

  private void write(Message message, ObjectNode json) {
    switch (message) {
      case Message.System system -> json.put("role", "system").put("content", system.text());
      case Message.User user -> json.put("role", "user").put("content", orNothing(user.text()));
      case Message.Assistant assistant -> writeAssistant(assistant, json);
      case Message.ToolOutput output ->
          json.put("role", "tool")
              .put("tool_name", output.toolName())
              .put("tool_call_id", output.callId())
              .put("content", textOf(output));
    }
  }

  private void writeAssistant(Message.Assistant assistant, ObjectNode json) {
    json.put("role", "assistant").put("content", assistant.text());
    if (assistant.continuation().origin().equals(origin())) {
      assistant.continuation().blocks().stream()
          .map(block -> block.get("thinking"))
          .filter(String.class::isInstance)
          .findFirst()
          .ifPresent(thinking -> json.put("thinking", (String) thinking));
    }
    if (!assistant.toolCalls().isEmpty()) {
      var calls = json.putArray("tool_calls");
      assistant
          .toolCalls()
          .forEach(
              call ->
                  calls
                      .addObject()
                      .put("id", call.id())
                      .putObject("function")
                      .put("name", call.name())
                      .set("arguments", MAPPER.valueToTree(call.arguments())));
    }
  }

  /// Decodes the lines of one response. Tool calls arrive complete, possibly over several lines. An
  /// error may follow valid lines.
  private static final class LineDecoder implements Decoder {
    private final StringBuilder thinking = new StringBuilder();
    private int toolCalls;

    @Override
    public void decode(JsonNode line, ResponseBuilder response) throws ModelException {
      if (!line.has("message") && !line.has("done")) {
        return;
      }
      response.markStarted();
      response.setModel(line.path("model").asText(""));
      readMessage(line.path("message"), response);
      if (line.path("done").asBoolean(false)) {
        end(line, response);
      }
    }

    private void readMessage(JsonNode message, ResponseBuilder response) throws ModelException {
      var reasoning = message.path("thinking").asText("");
      thinking.append(reasoning);
      response.appendReasoning(reasoning);
      response.appendText(message.path("content").asText(""));
      for (var call : message.path("tool_calls")) {
        var function = call.path("function");
        var arguments = function.path("arguments");
        response.appendToolCall(
            toolCalls++,
            call.path("id").asText(""),
            function.path("name").asText(""),
            arguments.isTextual() ? arguments.textValue() : arguments.toString());
      }
    }

    /// Reads the last line. The stop reason is `stop` for tool calls too; `load` if the model was
    /// only loaded; missing in old versions. Counts of a cached prompt may be missing.
    private void end(JsonNode line, ResponseBuilder response) {
      response.setUsage(
          line.path("prompt_eval_count").asLong(0), line.path("eval_count").asLong(0), 0);
      if (line.has("eval_count")) {
        response.markUsageFinal();
      }
      response.completeContent(line.path("done_reason").asText(""));
      response.markEnded();
    }

    @Override
    public void end(ResponseBuilder response) throws ModelException {
      if (toolCalls > 0 && !thinking.isEmpty()) {
        response.addProviderBlock(Map.of("thinking", thinking.toString()));
      }
    }
  }
}
