package dev.loom.models.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ToolCall;
import dev.loom.bus.json.Json;
import dev.loom.contracts.id.Sha256;
import dev.loom.models.http.Endpoint;
import dev.loom.models.http.EndpointErrors;
import dev.loom.models.http.ProviderProtocol;
import java.util.List;
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

  private static final Pattern SHORT_ID = Pattern.compile("[a-zA-Z0-9]{9}");
  private static final String MAX_TOKENS = "max_tokens";
  private static final String SCHEMA = "response_format";
  private static final String USAGE = "stream_options";
  private static final String EFFORT = "reasoning_effort";
  private static final String REASONING = "reasoning_content";

  /// The adaptation for endpoints that reject the call ids of other servers: Mistral accepts nine
  /// letters or digits, OpenAI 40 characters.
  private static final String SHORT_IDS = "short ids";

  /// The adaptation for endpoints that reject the provider state they sent.
  private static final String STATE = "state";

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
                new Adaptation(REASONING, List.of("reasoning_content")),
                new Adaptation(SHORT_IDS, List.of("tool call id", "length of 9")),
                new Adaptation(SHORT_IDS, List.of("tool_call", "maximum length 40")),
                new Adaptation(STATE, List.of("reasoning_details")),
                new Adaptation(STATE, List.of("thinking_blocks")),
                new Adaptation(STATE, List.of("extra_content")))),
        ProviderProtocol::writeTypedFunction);
  }

  @Override
  public Decoder newDecoder(EndpointErrors errors, Set<String> adaptations) {
    return new ChunkDecoder(adaptations.contains(REASONING));
  }

  @Override
  public ObjectNode encode(ModelRequest request, Set<String> adaptations) {
    var body = newBody(request);
    var messages = body.putArray("messages");
    request.messages().forEach(message -> write(message, messages.addObject(), adaptations));
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

  private void write(Message message, ObjectNode json, Set<String> adaptations) {
    switch (message) {
      case Message.System system ->
          json.put("role", "system").put("content", orNothing(system.text()));
      case Message.User user -> json.put("role", "user").put("content", orNothing(user.text()));
      case Message.Assistant assistant -> writeAssistant(assistant, json, adaptations);
      case Message.ToolOutput output ->
          json.put("role", "tool")
              .put("tool_call_id", callId(output.callId(), adaptations))
              .put("content", textOf(output));
    }
  }

  private void writeAssistant(
      Message.Assistant assistant, ObjectNode json, Set<String> adaptations) {
    json.put("role", "assistant");
    if (assistant.toolCalls().isEmpty()) {
      json.put("content", orNothing(assistant.text()));
    } else {
      json.put("content", assistant.text().isBlank() ? null : assistant.text());
      if (adaptations.contains(REASONING)) {
        json.put(REASONING, ChatCompletionsState.reasoningIn(assistant.continuation()));
      }
      var calls = json.putArray("tool_calls");
      assistant.toolCalls().forEach(call -> writeCall(call, calls.addObject(), adaptations));
    }
    if (assistant.continuation().origin().equals(origin()) && !adaptations.contains(STATE)) {
      ChatCompletionsState.write(assistant.continuation(), json);
    }
  }

  /// Writes malformed arguments as an empty object, because several servers reject a request whose
  /// history contains malformed arguments.
  private static void writeCall(ToolCall call, ObjectNode json, Set<String> adaptations) {
    json.put("id", callId(call.id(), adaptations)).put("type", "function");
    json.putObject("function")
        .put("name", call.name())
        .put("arguments", Json.write(call.arguments()));
  }

  /// Returns the id unchanged if possible: LiteLLM keeps Google's thought signature in it.
  private static String callId(String id, Set<String> adaptations) {
    return adaptations.contains(SHORT_IDS) && !SHORT_ID.matcher(id).matches()
        ? Sha256.hex(id).substring(0, 9)
        : id;
  }
}
