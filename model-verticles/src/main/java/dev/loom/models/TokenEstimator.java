package dev.loom.models;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolCall;
import dev.loom.api.model.ToolDescription;
import dev.loom.bus.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Estimates the tokens of unsent requests, and of responses whose endpoint reported no usage.
///
/// For OpenAI models, tokens are counted with the model's encoding; the count lacks the endpoint's
/// message framing. Other estimates are based on characters, with a ratio learned from the usage
/// that the endpoint reported earlier. Thread-safe.
final class TokenEstimator {
  /// The ratio before the first reported usage.
  private static final double CHARS_PER_TOKEN = 4;

  /// Older reports lose half their weight after this many tokens, so that the ratio follows a
  /// change of content.
  private static final double HALVING_TOKENS = 200_000;

  /// Reports with a higher ratio are ignored as implausible.
  private static final double CHARS_PER_TOKEN_MAX = 40;

  /// Longer texts are estimated from their characters, because encoding is slow.
  private static final int ENCODED_CHARS_MAX = 1_000_000;

  private static final Pattern OPENAI_NAME = Pattern.compile("(gpt-|chatgpt-|o[1-9])[a-z0-9.:_-]*");
  private static final Pattern OLDER_OPENAI_NAME = Pattern.compile("gpt-(3\\.5|4(?!o|\\.[1-9])).*");
  private static final EncodingRegistry ENCODINGS = Encodings.newLazyEncodingRegistry();

  private final Optional<EncodingType> encoding;
  private final Ratio input = new Ratio();
  private final Ratio output = new Ratio();
  private volatile RenderedTools latestTools = new RenderedTools(List.of(), "");

  /// @param model the model's id at its endpoint
  TokenEstimator(String model) {
    var name = model.toLowerCase(Locale.ROOT);
    var modelName = name.substring(name.lastIndexOf('/') + 1);
    this.encoding =
        OPENAI_NAME.matcher(modelName).matches()
            ? Optional.of(
                OLDER_OPENAI_NAME.matcher(modelName).matches()
                    ? EncodingType.CL100K_BASE
                    : EncodingType.O200K_BASE)
            : Optional.empty();
  }

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

    synchronized double tokens(long textChars) {
      return textChars * (tokens == 0 ? 1 / CHARS_PER_TOKEN : tokens / chars);
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

  /// Estimates the input tokens of a request that has not been sent, always from its characters.
  long estimateTokens(ModelRequest request) {
    return Math.max(1, Math.round(input.tokens(render(request).length())));
  }

  /// Updates the ratios from a reported usage.
  void learn(ModelRequest request, ModelResponse response) {
    input.learn(render(request).length(), response.usage().inputTokens());
    output.learn(render(response).length(), response.usage().outputTokens());
  }

  /// Estimates the usage of a response that has none.
  TokenUsage estimateUsage(ModelRequest request, ModelResponse response) {
    return new TokenUsage(
        estimateTokens(render(request), input), estimateTokens(render(response), output));
  }

  private long estimateTokens(String text, Ratio ratio) {
    return encoding.isPresent() && text.length() <= ENCODED_CHARS_MAX
        ? ENCODINGS.getEncoding(encoding.get()).countTokensOrdinary(text)
        : Math.max(1, Math.round(ratio.tokens(text.length())));
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
