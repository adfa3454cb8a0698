package dev.loom.models.http;

import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.loom.api.model.Message;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ToolDescription;
import dev.loom.bus.json.Json;
import dev.loom.contracts.id.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/// Encodes requests and decodes responses for one kind of endpoint. Implementations are
/// thread-safe.
public abstract class ProviderProtocol {
  /// The adaptation for endpoints that reject a temperature.
  protected static final String TEMPERATURE = "temperature";

  /// The largest number of models named in a message about a missing one.
  private static final int SUGGESTIONS_MAX = 8;

  private static final Map<String, Object> NO_PARAMETERS =
      Map.of("type", "object", "properties", Map.of());

  protected final Endpoint endpoint;
  private final Description description;
  private final BiConsumer<ObjectNode, ToolDescription> toolWriter;

  /// The tools of the newest request as JSON: the same in each turn, and the largest part of most
  /// requests.
  private volatile ToolsJson newestTools = new ToolsJson(List.of(), new RawValue(""));

  private record ToolsJson(List<ToolDescription> tools, RawValue json) {}

  /// What distinguishes the requests and responses of a protocol.
  ///
  /// @param name name for messages, such as `chat completions`
  /// @param path path below the endpoint's base URL that requests are posted to
  /// @param modelsPath path of the endpoint's model list
  /// @param framing division of a response into messages
  /// @param adaptations changes for endpoints that reject the usual request
  public record Description(
      String name, String path, String modelsPath, Framing framing, List<Adaptation> adaptations) {
    /// Copies the list.
    public Description {
      adaptations = List.copyOf(adaptations);
    }
  }

  /// @param toolWriter writes a tool to its object in the request's array of tools
  protected ProviderProtocol(
      Endpoint endpoint,
      Description description,
      BiConsumer<ObjectNode, ToolDescription> toolWriter) {
    this.endpoint = endpoint;
    this.description = description;
    this.toolWriter = toolWriter;
  }

  /// Returns the endpoint.
  public final Endpoint endpoint() {
    return endpoint;
  }

  /// Returns the URL of the endpoint's model list.
  public final String modelsUrl() {
    return endpoint.url(description.modelsPath());
  }

  /// Returns the ids in a model list, in its order.
  public static List<String> modelIds(JsonNode list) {
    var ids = new ArrayList<String>();
    for (var model : list.path(list.has("models") ? "models" : "data")) {
      ids.add(model.path("id").asText(model.path("name").asText("")));
    }
    return ids;
  }

  final Description description() {
    return description;
  }

  /// Returns the origin of provider state created by this protocol and model.
  protected final String origin() {
    return description.name() + " " + endpoint.model();
  }

  /// Creates the body of a request with its model and tools.
  protected final ObjectNode newBody(ModelRequest request) {
    var body = Json.mapper().createObjectNode();
    body.put("model", endpoint.model());
    if (!request.tools().isEmpty()) {
      body.putRawValue("tools", json(request.tools()));
    }
    return body;
  }

  private RawValue json(List<ToolDescription> tools) {
    var newest = newestTools;
    if (!newest.tools().equals(tools)) {
      var array = Json.mapper().createArrayNode();
      tools.forEach(tool -> toolWriter.accept(array.addObject(), tool));
      newest = new ToolsJson(tools, new RawValue(new SerializedString(Json.write(array))));
      newestTools = newest;
    }
    return newest.json();
  }

  /// Adds the configured temperature, unless the model takes none.
  protected final void putTemperature(ObjectNode parameters, Set<String> adaptations) {
    if (endpoint.capabilities().temperature().orElse(true) && !adaptations.contains(TEMPERATURE)) {
      endpoint
          .generation()
          .temperature()
          .ifPresent(temperature -> parameters.put(TEMPERATURE, temperature));
    }
  }

  /// Returns the response schema to send, if there is one and the endpoint takes it.
  ///
  /// @param adaptation the adaptation for endpoints that reject a schema
  /// @param supported whether the endpoint takes one unless configured otherwise
  protected final Optional<Map<String, Object>> schema(
      ModelRequest request, Set<String> adaptations, String adaptation, boolean supported) {
    return endpoint.capabilities().structuredOutput().orElse(supported)
            && !adaptations.contains(adaptation)
        ? request.responseSchema()
        : Optional.empty();
  }

  /// Writes a response schema as a named format, as OpenAI's APIs do.
  protected static void writeSchema(ObjectNode format, Map<String, Object> schema) {
    format.put("name", "answer").put("strict", false).putPOJO("schema", schema);
  }

  /// Returns the reasoning effort to send, if one is configured and the endpoint takes it.
  ///
  /// @param adaptation the adaptation for endpoints that reject an effort
  protected final Optional<String> effort(Set<String> adaptations, String adaptation) {
    return Optional.of(endpoint.generation().reasoningEffort())
        .filter(effort -> !effort.isEmpty() && !adaptations.contains(adaptation));
  }

  /// Writes a tool's name, description and parameters.
  protected static void writeFunction(ObjectNode json, ToolDescription tool) {
    json.put("name", tool.name())
        .put("description", tool.description())
        .putPOJO("parameters", parameters(tool));
  }

  /// Writes a tool as an object of type `function`, as several APIs do.
  protected static void writeTypedFunction(ObjectNode json, ToolDescription tool) {
    writeFunction(json.put("type", "function").putObject("function"), tool);
  }

  /// Returns the JSON Schema of a tool's arguments; endpoints require one.
  protected static Map<String, Object> parameters(ToolDescription tool) {
    return tool.parameters().isEmpty() ? NO_PARAMETERS : tool.parameters();
  }

  /// Returns the text of a tool's output; some endpoints reject an empty one.
  public static String textOf(Message.ToolOutput output) {
    return output.text().isBlank() ? "(no output)" : output.text();
  }

  /// Returns the text of a message without tool calls; some endpoints reject an empty one.
  protected static String orNothing(String text) {
    return text.isBlank() ? "(nothing)" : text;
  }

  /// Returns a tool call id that the endpoint accepts: in a conversation started with another
  /// model, an id may be longer or contain other characters.
  ///
  /// @return the id itself if it is accepted, otherwise an id of 37 letters, digits and underscores
  ///   derived from its hash
  public static String encodeCallId(String id, Pattern accepted) {
    return accepted.matcher(id).matches() ? id : "call_" + Sha256.hex(id).substring(0, 32);
  }

  /// Returns the headers of every request, including the API key.
  public Map<String, String> headers() {
    if (endpoint.apiKey().isEmpty()) {
      return Map.of();
    }
    return endpoint.isAzure()
        ? Map.of("api-key", endpoint.apiKey())
        : Map.of("authorization", "Bearer " + endpoint.apiKey());
  }

  /// Encodes a request.
  ///
  /// @param adaptations names of the [#adaptations] that this endpoint needs
  public abstract ObjectNode encode(ModelRequest request, Set<String> adaptations);

  /// Creates the decoder of one response.
  ///
  /// @param adaptations as for [#encode]
  public abstract Decoder newDecoder(EndpointErrors errors, Set<String> adaptations);

  /// Checks the response from the model list for a problem with the configured model. By default,
  /// the list must contain its id; a list of one model is accepted, because such servers ignore the
  /// requested id.
  ///
  /// @param status 2xx or 404; other statuses are handled by the caller
  /// @param body the body; a missing node if it is not JSON
  /// @return the problem and its remedy; empty if none is found
  public Optional<String> diagnose(int status, JsonNode body) {
    var ids = modelIds(body);
    if (ids.size() < 2 || ids.contains(endpoint.model())) {
      return Optional.empty();
    }
    var suggestions = ids.subList(0, Math.min(ids.size(), SUGGESTIONS_MAX));
    return Optional.of(
        "The model '%s' is not one of those at %s (%s%s); change %s."
            .formatted(
                endpoint.model(),
                endpoint.base(),
                String.join(", ", suggestions),
                suggestions.size() < ids.size() ? ", …" : "",
                endpoint.settings().model()));
  }

  /// Returns the remedy for a missing model, such as `fetch it with: ollama pull x`; empty if the
  /// only remedy is to configure another model.
  public String missingModelHint() {
    return "";
  }

  /// The division of a response into messages.
  public enum Framing {
    /// Server-sent events, or a single JSON document from servers that do not stream.
    EVENTS,
    /// One JSON document per line.
    LINES
  }

  /// Decodes the messages of one response.
  @FunctionalInterface
  public interface Decoder {
    /// Adds a message to the response. Ignores unknown messages. Errors are handled by the caller.
    ///
    /// @throws ModelException if the message says that the response failed
    void decode(JsonNode message, ResponseBuilder response) throws ModelException;

    /// Adds what is known only after the last message, such as provider state.
    default void end(ResponseBuilder response) throws ModelException {}
  }

  /// A change to requests for endpoints that reject a parameter or require another one.
  ///
  /// @param name the name to pass to [ProviderProtocol#encode]
  /// @param errorWords lower-case texts that must all occur in the endpoint's error message
  public record Adaptation(String name, List<String> errorWords) {
    /// Copies the list.
    public Adaptation {
      errorWords = List.copyOf(errorWords);
    }

    boolean matches(String error) {
      return errorWords.stream().allMatch(error::contains);
    }
  }
}
