package dev.loom.models.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.TokenUsage;
import dev.loom.models.http.ResponseBuilder;
import java.util.List;
import java.util.stream.Stream;

/// Reads token counts as OpenAI's APIs and compatible servers report them.
final class OpenAiUsage {
  private static final String[] OUTPUT = {"/completion_tokens", "/output_tokens", "/predicted_n"};

  private OpenAiUsage() {}

  /// Reads the usage in a message, in `x_groq`, or in llama.cpp's `timings`, if there is one.
  static boolean read(JsonNode message, ResponseBuilder response) {
    var usage = message.path("usage");
    for (var place : List.of("/x_groq/usage", "/timings")) {
      usage = usage.isObject() ? usage : message.at(place);
    }
    if (!usage.isObject() || usage.isEmpty()) {
      return false;
    }
    var cached =
        largest(
            usage,
            "/prompt_tokens_details/cached_tokens",
            "/input_tokens_details/cached_tokens",
            // DeepSeek
            "/prompt_cache_hit_tokens",
            // Moonshot
            "/cached_tokens",
            // Gateways to Anthropic's models
            "/cache_read_input_tokens",
            // llama.cpp
            "/cache_n");
    var input = inputOf(usage, cached);
    response.setUsage(input, outputOf(usage, input), cached);
    return true;
  }

  /// Returns the whole input. llama.cpp, and gateways that pass on the numbers of Anthropic or
  /// Bedrock, leave out what the cache held; then the cached part exceeds the input, or only with
  /// it the total is right.
  private static long inputOf(JsonNode usage, long cached) {
    var input = largest(usage, "/prompt_tokens", "/input_tokens", "/prompt_n");
    var all = input + cached + largest(usage, "/cache_creation_input_tokens");
    var isWithoutCached =
        cached > input
            || usage.has("prompt_n")
            || usage.path("total_tokens").asLong(0) == all + largest(usage, OUTPUT);
    return isWithoutCached ? all : input;
  }

  /// Returns the output as billed: with reasoning, which Google and xAI leave out of the completion
  /// tokens but not of the total.
  private static long outputOf(JsonNode usage, long input) {
    var output = largest(usage, OUTPUT);
    var reasoning =
        largest(
            usage,
            "/completion_tokens_details/reasoning_tokens",
            "/output_tokens_details/reasoning_tokens");
    var total = input == 0 ? 0 : usage.path("total_tokens").asLong(0) - input;
    return Math.max(total, reasoning > output ? output + reasoning : output);
  }

  private static long largest(JsonNode usage, String... fields) {
    long largest = Stream.of(fields).mapToLong(field -> usage.at(field).asLong(0)).max().orElse(0);
    return Math.clamp(largest, 0, TokenUsage.TOKENS_MAX);
  }
}
