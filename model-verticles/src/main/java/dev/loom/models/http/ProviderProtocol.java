package dev.loom.models.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Encodes requests and decodes responses for one kind of endpoint. Implementations are
/// thread-safe.
public interface ProviderProtocol {
  /// Returns the protocol's name for messages, such as `chat completions`.
  String name();

  /// Returns the URL that requests are posted to.
  String url();

  /// Returns the headers of every request, including the API key.
  Map<String, String> headers();

  /// Encodes a request.
  ///
  /// @param adaptations names of the [#adaptations] that this endpoint needs
  ObjectNode encode(ModelRequest request, Set<String> adaptations);

  /// Returns the division of a response into messages.
  Framing framing();

  /// Creates the decoder of one response.
  ///
  /// @param adaptations as for [#encode]
  Decoder newDecoder(EndpointErrors errors, Set<String> adaptations);

  /// Returns the changes for endpoints that reject the usual request.
  List<Adaptation> adaptations();

  /// Returns the URL of the endpoint's model list.
  String modelsUrl();

  /// Checks the response from [#modelsUrl] for a problem with the configured model.
  ///
  /// @param status 2xx or 404; other statuses are handled by the caller
  /// @param body the JSON body; null if it is not JSON
  /// @return the problem and its remedy; empty if none is found
  Optional<String> diagnose(int status, JsonNode body);

  /// Returns the remedy for a missing model, such as `fetch it with: ollama pull x`; empty if the
  /// only remedy is to configure another model.
  default String missingModelHint() {
    return "";
  }

  /// The division of a response into messages.
  enum Framing {
    /// Server-sent events, or a single JSON document from servers that do not stream.
    EVENTS,
    /// One JSON document per line.
    LINES
  }

  /// Decodes the messages of one response.
  @FunctionalInterface
  interface Decoder {
    /// Adds a message to the response. Ignores unknown messages.
    ///
    /// @throws ModelException if the message is an error
    void decode(JsonNode message, ResponseBuilder response) throws ModelException;
  }

  /// A change to requests for endpoints that reject a parameter or require another one.
  ///
  /// @param name the name to pass to [ProviderProtocol#encode]
  /// @param errorWords lower-case texts that must all occur in the endpoint's error message
  record Adaptation(String name, List<String> errorWords) {
    /// Copies the list.
    public Adaptation {
      errorWords = List.copyOf(errorWords);
    }

    boolean matches(String error) {
      return errorWords.stream().allMatch(error::contains);
    }
  }
}
