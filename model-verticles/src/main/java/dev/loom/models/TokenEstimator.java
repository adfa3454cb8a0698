package dev.loom.models;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolCall;
import dev.loom.api.model.ToolDescription;
import dev.loom.bus.json.Json;
import java.util.List;

/// Estimates the tokens of unsent requests, and of responses whose endpoint reported no usage.
///
/// Estimates are based on characters, with a ratio learned from the usage that the endpoint
/// reported earlier. Thread-safe.
final class TokenEstimator {
  /// The ratio before the first reported usage.
  private static final double CHARS_PER_TOKEN = 4;

  /// Older reports lose half their weight after this many tokens, so that the ratio follows a
  /// change of content.
  private static final double HALVING_TOKENS = 200_000;

  /// Reports with a higher ratio are ignored as implausible.
  private static final double CHARS_PER_TOKEN_MAX = 40;

  private final Ratio input = new Ratio();
  private final Ratio output = new Ratio();
  private volatile RenderedTools latestTools = new RenderedTools(List.of(), "");

  private record RenderedTools(List<ToolDescription> tools, String text) {}

  /// The learned ratio of characters to tokens; older reports count less.
  private static final class Ratio {
    private double chars;
    private double tokens;

    synchronized void learn(long newChars, long newTokens) {
      if (newTokens == 0 || newChars == 0 || newChars > newTokens * CHARS_PER_TOKEN_MAX) {
        return;
      }
      if (tokens + newTokens > HALVING_TOKENS) {
        chars /= 2;
        tokens /= 2;
      }
      chars += newChars;
      tokens += newTokens;
    }

    synchronized long tokens(String text) {
      var tokensPerChar = tokens == 0 ? 1 / CHARS_PER_TOKEN : tokens / chars;
      return Math.max(1, Math.round(text.length() * tokensPerChar));
    }
  }

  /// Returns whether the endpoint omitted the usage of a non-empty response.
  static boolean isUnreported(ModelResponse response) {
    var usage = response.usage();
    return usage.inputTokens() == 0
        && usage.outputTokens() == 0
        && !(response.text().isEmpty()
            && response.thinking().isEmpty()
            && response.toolCalls().isEmpty());
  }

  /// Estimates the input tokens of a request that has not been sent.
  long estimateTokens(ModelRequest request) {
    return input.tokens(render(request));
  }

  /// Updates the ratios from a reported usage.
  void learn(ModelRequest request, ModelResponse response) {
    input.learn(render(request).length(), response.usage().inputTokens());
    output.learn(render(response).length(), response.usage().outputTokens());
  }

  /// Estimates the usage of a response that has none.
  TokenUsage estimateUsage(ModelRequest request, ModelResponse response) {
    return new TokenUsage(input.tokens(render(request)), output.tokens(render(response)));
  }

  private String render(ModelRequest request) {
    var text = new StringBuilder(render(request.tools()));
    for (var message : request.messages()) {
      text.append(message.text()).append('\n');
      if (message instanceof Message.Assistant assistant) {
        assistant.toolCalls().forEach(call -> append(text, call));
      }
    }
    return text.toString();
  }

  /// Planner and verifier requests have no tools; those of executors are mostly the latest ones.
  private String render(List<ToolDescription> tools) {
    var latest = latestTools;
    if (tools.isEmpty() || latest.tools().equals(tools)) {
      return tools.isEmpty() ? "" : latest.text();
    }
    var text = new StringBuilder();
    for (var tool : tools) {
      text.append(tool.name()).append(' ').append(tool.description()).append(' ');
      text.append(Json.write(tool.parameters())).append('\n');
    }
    latest = new RenderedTools(tools, text.toString());
    latestTools = latest;
    return latest.text();
  }

  private static String render(ModelResponse response) {
    var text = new StringBuilder(response.thinking()).append(response.text());
    response.toolCalls().forEach(call -> append(text, call));
    return text.toString();
  }

  private static void append(StringBuilder text, ToolCall call) {
    text.append(call.name()).append(' ');
    text.append(call.malformed().isEmpty() ? Json.write(call.arguments()) : call.malformed());
    text.append('\n');
  }
}
