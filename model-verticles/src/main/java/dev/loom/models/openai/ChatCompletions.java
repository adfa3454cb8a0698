package dev.loom.models.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.api.model.Message;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ProviderState;
import dev.loom.api.model.ToolCall;
import dev.loom.bus.json.Json;
import dev.loom.models.http.Endpoint;
import dev.loom.models.http.EndpointErrors;
import dev.loom.models.http.ProviderProtocol;
import dev.loom.models.http.ResponseBuilder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Protocol of OpenAI's Chat Completions API, which nearly every server supports, each with small
/// differences.
///
/// Parameters that a server rejects are omitted or replaced from then on. OpenAI itself gets
/// `max_completion_tokens`, which its newer models require.
public final class ChatCompletions extends ProviderProtocol {
  /// Request path below the base URL.
  public static final String PATH = "/chat/completions";

  private static final Pattern ID = Pattern.compile(".{1,40}", Pattern.DOTALL);
  private static final String MAX_TOKENS = "max_tokens";
  private static final String SCHEMA = "response_format";
  private static final String USAGE = "stream_options";
  private static final String EFFORT = "reasoning_effort";
  private static final String REASONING = "reasoning_content";

  /// @param endpoint an endpoint whose base URL is the parent of `/chat/completions`
  public ChatCompletions(Endpoint endpoint) {
    super(
        endpoint,
        new Description(
            "chat completions",
            PATH,
            "/models",
            Framing.EVENTS,
            List.of(
                new Adaptation(MAX_TOKENS, List.of("max_tokens", "max_completion_tokens")),
                new Adaptation(TEMPERATURE, List.of("temperature")),
                new Adaptation(SCHEMA, List.of("response_format")),
                new Adaptation(SCHEMA, List.of("json_schema")),
                new Adaptation(USAGE, List.of("stream_options")),
                new Adaptation(EFFORT, List.of("reasoning_effort")),
                new Adaptation(REASONING, List.of("reasoning_content")))),
        ProviderProtocol::writeTypedFunction);
  }

  @Override
  public Decoder newDecoder(EndpointErrors errors, Set<String> adaptations) {
    return new ChunkDecoder(errors, adaptations.contains(REASONING));
  }

  @Override
  public ObjectNode encode(ModelRequest request, Set<String> adaptations) {
    var body = newBody(request);
    var messages = body.putArray("messages");
    var withReasoning = adaptations.contains(REASONING);
    request.messages().forEach(message -> write(message, messages.addObject(), withReasoning));
    var usesCompletionTokens = isOpenAi(endpoint) != adaptations.contains(MAX_TOKENS);
    body.put(
        usesCompletionTokens ? "max_completion_tokens" : MAX_TOKENS,
        endpoint.generation().maxTokens());
    putTemperature(body, adaptations);
    effort(adaptations, EFFORT).ifPresent(effort -> body.put(EFFORT, effort));
    schema(request, adaptations, SCHEMA, true)
        .ifPresent(
            schema ->
                writeSchema(
                    body.putObject(SCHEMA).put("type", "json_schema").putObject("json_schema"),
                    schema));
    body.put("stream", true);
    if (!adaptations.contains(USAGE)) {
      body.putObject(USAGE).put("include_usage", true);
    }
    return body;
  }

  /// Returns whether this is OpenAI itself and not a compatible server.
  static boolean isOpenAi(Endpoint endpoint) {
    return "api.openai.com".equals(endpoint.base().getHost());
  }

  private void write(Message message, ObjectNode json, boolean withReasoning) {
    switch (message) {
      case Message.System system -> json.put("role", "system").put("content", system.text());
      case Message.User user -> json.put("role", "user").put("content", user.text());
      case Message.Assistant assistant -> writeAssistant(assistant, json, withReasoning);
      case Message.ToolOutput output ->
          json.put("role", "tool")
              .put("tool_call_id", encodeCallId(output.callId(), ID))
              .put("content", output.text());
    }
  }

  private static void writeAssistant(
      Message.Assistant assistant, ObjectNode json, boolean withReasoning) {
    json.put("role", "assistant");
    if (assistant.toolCalls().isEmpty()) {
      json.put("content", assistant.text());
      return;
    }
    json.put("content", assistant.text().isEmpty() ? null : assistant.text());
    if (withReasoning) {
      json.put(REASONING, ChunkDecoder.reasoningIn(assistant.continuation()));
    }
    var calls = json.putArray("tool_calls");
    assistant.toolCalls().forEach(call -> writeCall(call, calls.addObject()));
  }

  /// Writes malformed arguments as an empty object, because several servers reject a request whose
  /// history contains malformed arguments.
  private static void writeCall(ToolCall call, ObjectNode json) {
    json.put("id", encodeCallId(call.id(), ID)).put("type", "function");
    json.putObject("function")
        .put("name", call.name())
        .put("arguments", Json.write(call.arguments()));
  }

  /// Decodes chunks of chat completions, or one complete completion.
  private static final class ChunkDecoder implements Decoder {
    private static final List<String> REASONING_FIELDS =
        List.of("reasoning", "reasoning_content", "thinking");
    private static final String TEXT = "text";

    private final EndpointErrors errors;
    private final boolean keepsReasoning;
    private final StringBuilder thinking = new StringBuilder();

    /// @param keepsReasoning whether the server requires reasoning to be sent back
    ChunkDecoder(EndpointErrors errors, boolean keepsReasoning) {
      this.errors = errors;
      this.keepsReasoning = keepsReasoning;
    }

    /// Returns the reasoning that some servers require back with a tool call.
    static String reasoningIn(ProviderState state) {
      return state.blocks().stream()
          .map(block -> block.get(TEXT))
          .filter(String.class::isInstance)
          .map(String.class::cast)
          .findFirst()
          .orElse("");
    }

    @Override
    public void decode(JsonNode chunk, ResponseBuilder response) throws ModelException {
      if (chunk.hasNonNull("error")) {
        throw errors.inStream(chunk.get("error"));
      }
      if (!chunk.path("choices").isArray()) {
        return;
      }
      response.markStarted();
      response.setModel(chunk.path("model").asText(""));
      readUsage(chunk.path("usage"), response);
      var choice = chunk.get("choices").path(0);
      readMessage(choice.has("delta") ? choice.get("delta") : choice.path("message"), response);
      readStopReason(choice.path("finish_reason"), response);
    }

    private static void readUsage(JsonNode reported, ResponseBuilder response) {
      if (reported.isObject()) {
        response.setUsage(
            reported.path("prompt_tokens").asLong(0),
            reported.path("completion_tokens").asLong(0),
            reported.at("/prompt_tokens_details/cached_tokens").asLong(0));
      }
    }

    private void readMessage(JsonNode message, ResponseBuilder response) throws ModelException {
      response.appendText(contentOf(message.path("content")));
      for (var name : REASONING_FIELDS) {
        if (message.path(name).isTextual() && !message.get(name).textValue().isEmpty()) {
          response.appendReasoning(message.get(name).textValue());
          if (keepsReasoning) {
            thinking.append(message.get(name).textValue());
          }
          break;
        }
      }
      if (message.path("refusal").isTextual() && !message.get("refusal").textValue().isEmpty()) {
        response.markRefused();
        response.appendText(message.get("refusal").textValue());
      }
      for (var fragment : message.path("tool_calls")) {
        var function = fragment.path("function");
        response.appendToolCall(
            fragment.path("index").asInt(0),
            textOf(fragment.path("id")),
            textOf(function.path("name")),
            argumentsOf(function.path("arguments")));
      }
    }

    private static String contentOf(JsonNode content) {
      if (content.isTextual()) {
        return content.textValue();
      }
      var parts = new StringBuilder();
      if (content.isArray()) {
        content.forEach(part -> parts.append(part.path(TEXT).asText("")));
      }
      return parts.toString();
    }

    private static String textOf(JsonNode node) {
      return node.isTextual() ? node.textValue() : "";
    }

    private static String argumentsOf(JsonNode node) {
      return node.isObject() ? node.toString() : textOf(node);
    }

    private void readStopReason(JsonNode reason, ResponseBuilder response) throws ModelException {
      if (!reason.isTextual()) {
        return;
      }
      if (!thinking.isEmpty()) {
        response.addProviderBlock(Map.of(TEXT, thinking.toString()));
        thinking.setLength(0);
      }
      response.completeContent(
          switch (reason.textValue()) {
            case "length" -> ModelResponse.StopReason.LENGTH;
            case "content_filter" -> ModelResponse.StopReason.REFUSAL;
            // For any other reason the content decides.
            default -> ModelResponse.StopReason.DONE;
          });
    }
  }
}
