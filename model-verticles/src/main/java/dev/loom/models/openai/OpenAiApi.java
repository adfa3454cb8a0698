package dev.loom.models.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.models.http.Endpoint;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;

/// What OpenAI's two APIs have in common.
final class OpenAiApi {
  private static final String HOST = "api.openai.com";

  /// So many of a server's models are named to somebody who named another.
  private static final int SUGGESTIONS_MAX = 8;

  private OpenAiApi() {}

  /// Whether this is OpenAI itself and not a server that speaks like it.
  static boolean isOpenAi(Endpoint endpoint) {
    return HOST.equals(endpoint.base().getHost());
  }

  static Map<String, String> headers(Endpoint endpoint) {
    return endpoint.apiKey().isEmpty()
        ? Map.of()
        : Map.of("authorization", "Bearer " + endpoint.apiKey());
  }

  /// A server with one model answers with it whatever it is asked for, so its name is no matter.
  static Optional<String> diagnose(Endpoint endpoint, JsonNode body) {
    var ids = new ArrayList<String>();
    if (body != null) {
      body.path("data").forEach(model -> ids.add(model.path("id").asText("")));
    }
    if (ids.size() < 2 || ids.contains(endpoint.model())) {
      return Optional.empty();
    }
    var some = ids.subList(0, Math.min(ids.size(), SUGGESTIONS_MAX));
    return Optional.of(
        "The model '%s' is not among those at %s (%s%s); change %s."
            .formatted(
                endpoint.model(),
                endpoint.base(),
                String.join(", ", some),
                some.size() < ids.size() ? ", …" : "",
                endpoint.settings().model()));
  }
}
