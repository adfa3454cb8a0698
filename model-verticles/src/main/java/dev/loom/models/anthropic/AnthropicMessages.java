package dev.loom.models.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ToolDescription;
import dev.loom.bus.json.Json;
import dev.loom.models.http.Endpoint;
import dev.loom.models.http.EndpointErrors;
import dev.loom.models.http.ProviderProtocol;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Protocol of Anthropic's Messages API.
///
/// Version 2026-10-21 authenticates with a bearer token and takes no temperature. Version
/// 2023-06-01, required by older models, uses the header `x-api-key` and takes a temperature.
public final class AnthropicMessages extends ProviderProtocol {
  /// Request path below the base URL.
  public static final String PATH = "/v1/messages";

  private static final String NEWEST = "2026-10-21";
  private static final String OLDEST = "2023-06-01";
  private static final ObjectMapper MAPPER = Json.mapper();
  private static final String OUTPUT = "output_config";
  private static final String SCHEMA = "output_config.format";
  private static final String EFFORT = "effort";
  private static final String CACHE = "cache_control";
  private static final String IMAGES = "images";

  private final String version;

  /// @param endpoint an endpoint whose base URL is the parent of `/v1/messages`
  public AnthropicMessages(Endpoint endpoint) {
    super(
        endpoint,
        new Description(
            "Anthropic's messages",
            PATH,
            "/v1/models" + (endpoint.model().isEmpty() ? "" : "/" + endpoint.model()),
            Framing.EVENTS,
            List.of(
                new Adaptation(SCHEMA, List.of("output_config.format")),
                new Adaptation(SCHEMA, List.of("json_schema")),
                new Adaptation(EFFORT, List.of("effort")),
                new Adaptation(OUTPUT, List.of("output_config")),
                new Adaptation(TEMPERATURE, List.of("temperature")),
                new Adaptation(CACHE, List.of("cache_control")),
                new Adaptation(IMAGES, List.of("image")))),
        AnthropicMessages::writeTool);
    this.version = endpoint.version().isEmpty() ? NEWEST : endpoint.version();
  }

  @Override
  public Map<String, String> headers() {
    if (endpoint.apiKey().isEmpty()) {
      return Map.of("anthropic-version", version);
    }
    return isOldest()
        ? Map.of("anthropic-version", version, "x-api-key", endpoint.apiKey())
        : Map.of("anthropic-version", version, "authorization", "Bearer " + endpoint.apiKey());
  }

  private boolean isOldest() {
    return version.equals(OLDEST);
  }

  @Override
  public Decoder newDecoder(EndpointErrors errors, Set<String> adaptations) {
    return new AnthropicDecoder(errors);
  }

  @Override
  public Optional<String> diagnose(int status, JsonNode body) {
    return status == 404
        ? Optional.of(
            "The model '%s' is not known at %s; change %s."
                .formatted(endpoint.model(), endpoint.base(), endpoint.settings().model()))
        : Optional.empty();
  }

  @Override
  public ObjectNode encode(ModelRequest request, Set<String> adaptations) {
    var body = newBody(request);
    body.put("max_tokens", endpoint.generation().maxTokens());
    var cached = !adaptations.contains(CACHE);
    var withImages = !adaptations.contains(IMAGES);
    new AnthropicMessageWriter(origin(), cached, withImages).write(request.messages(), body);
    if (isOldest()) {
      putTemperature(body, adaptations);
    }
    if (!adaptations.contains(OUTPUT)) {
      writeOutput(request, adaptations, body);
    }
    body.put("stream", true);
    return body;
  }

  private void writeOutput(ModelRequest request, Set<String> adaptations, ObjectNode body) {
    var output = MAPPER.createObjectNode();
    effort(adaptations, EFFORT)
        .ifPresent(
            effort -> {
              switch (effort) {
                case "none" -> body.putObject("thinking").put("type", "disabled");
                case "minimal" -> output.put(EFFORT, "low");
                default -> output.put(EFFORT, effort);
              }
            });
    schema(request, adaptations, SCHEMA, !isOldest())
        .ifPresent(
            schema ->
                output.putObject("format").put("type", "json_schema").putPOJO("schema", schema));
    if (!output.isEmpty()) {
      body.set(OUTPUT, output);
    }
  }

  private static void writeTool(ObjectNode json, ToolDescription tool) {
    json.put("name", tool.name())
        .put("description", tool.description())
        .putPOJO("input_schema", parameters(tool));
  }
}
