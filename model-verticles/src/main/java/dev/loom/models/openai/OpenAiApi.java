package dev.loom.models.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.models.http.Endpoint;
import dev.loom.models.http.ProviderProtocol;
import java.util.Optional;

/// Common parts of OpenAI's two APIs.
final class OpenAiApi {
  private static final String HOST = "api.openai.com";

  /// The largest number of models named in a message about a missing one.
  private static final int SUGGESTIONS_MAX = 8;

  private OpenAiApi() {}

  /// Returns whether this is OpenAI itself and not a compatible server.
  static boolean isOpenAi(Endpoint endpoint) {
    return HOST.equals(endpoint.base().getHost());
  }

  /// Checks that the list contains the model's id. A list of one model is accepted, because such
  /// servers ignore the requested id.
  static Optional<String> diagnose(Endpoint endpoint, JsonNode body) {
    var ids = ProviderProtocol.modelIds(body);
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
}
