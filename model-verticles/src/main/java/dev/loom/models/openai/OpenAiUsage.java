package dev.loom.models.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.models.http.ResponseBuilder;
import java.util.Set;
import java.util.stream.Stream;

/// Reads token counts as OpenAI's APIs and compatible servers report them.
final class OpenAiUsage {
  private static final Set<String> LENGTH = Set.of("length", "max_tokens", "model_length");

  private OpenAiUsage() {}

  /// Reads the usage in a message, or in `x_groq`, if there is one.
  static boolean read(JsonNode message, ResponseBuilder response) {
    var usage =
        message.path("usage").isObject() ? message.get("usage") : message.at("/x_groq/usage");
    if (!usage.isObject() || usage.isEmpty()) {
      return false;
    }
    var input = largest(usage, "/prompt_tokens", "/input_tokens");
    response.setUsage(
        input,
        outputOf(usage, input),
        largest(
            usage,
            "/prompt_tokens_details/cached_tokens",
            "/input_tokens_details/cached_tokens",
            // DeepSeek
            "/prompt_cache_hit_tokens",
            // Moonshot
            "/cached_tokens"));
    return true;
  }

  /// Returns the output as billed: with reasoning, which Google and xAI leave out of the completion
  /// tokens but not of the total.
  private static long outputOf(JsonNode usage, long input) {
    var output = largest(usage, "/completion_tokens", "/output_tokens");
    var reasoning =
        largest(
            usage,
            "/completion_tokens_details/reasoning_tokens",
            "/output_tokens_details/reasoning_tokens");
    var total = input == 0 ? 0 : usage.path("total_tokens").asLong(0) - input;
    return Math.max(total, reasoning > output ? output + reasoning : output);
  }

  private static long largest(JsonNode usage, String... fields) {
    return Stream.of(fields).mapToLong(field -> usage.at(field).asLong(0)).max().orElse(0);
  }

  /// Returns whether this is a provider's word for its limit.
  static boolean isLength(String reason) {
    return LENGTH.contains(reason.toLowerCase(java.util.Locale.ROOT));
  }
}
