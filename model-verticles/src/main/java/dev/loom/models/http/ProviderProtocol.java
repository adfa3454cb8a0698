package dev.loom.models.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How one kind of endpoint is spoken to: how a question is written and an answer is read. Safe for
/// many threads.
public interface ProviderProtocol {
  /// What it speaks, for messages: `chat completions`.
  String name();

  /// Where questions are posted.
  String url();

  /// The headers of every request, the key among them.
  Map<String, String> headers();

  /// Writes a question.
  ///
  /// @param adaptations names of the [#adaptations] that this endpoint turned out to need
  ObjectNode encode(ModelRequest request, Set<String> adaptations);

  /// How the answer's bytes are cut into messages.
  Framing framing();

  /// Reads one answer; made anew for each.
  ///
  /// @param adaptations as in [#encode]
  Decoder newDecoder(EndpointErrors failures, Set<String> adaptations);

  /// What can be written otherwise when an endpoint refuses the usual.
  List<Adaptation> adaptations();

  /// Where an endpoint says which models it has.
  String modelsUrl();

  /// What keeps the model from answering, by what [#modelsUrl] says.
  ///
  /// @param status 2xx or 404; whatever else is told without the wire's help
  /// @param body null when it is no JSON
  /// @return the remedy, or empty when nothing does
  Optional<String> diagnose(int status, JsonNode body);

  /// What to do about a model that is not there, such as `fetch it with: ollama pull x`; empty when
  /// there is nothing but to name another.
  default String missingModelHint() {
    return "";
  }

  /// How bytes are cut into messages.
  enum Framing {
    /// Server-sent events, or one JSON document from servers that do not stream.
    EVENTS,
    /// A JSON document on each line.
    LINES
  }

  /// Reads the messages of one answer.
  @FunctionalInterface
  interface Decoder {
    /// Tells the answer what a message says; passes over what it does not know.
    ///
    /// @throws ModelException when it is an error
    void decode(JsonNode message, ResponseBuilder answer) throws ModelException;
  }

  /// Something that an endpoint may refuse, and that can be left out or written otherwise.
  ///
  /// @param name what it is called in [ProviderProtocol#encode]
  /// @param said words of a refusal that show it, each in small letters; all must be there
  record Adaptation(String name, List<String> errorWords) {
    /// An adaptation.
    public Adaptation {
      errorWords = List.copyOf(errorWords);
    }

    boolean matches(String error) {
      return errorWords.stream().allMatch(error::contains);
    }
  }
}
