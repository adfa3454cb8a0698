package dev.loom.models.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.api.model.ModelRequest;
import dev.loom.bus.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Adapts requests to what an endpoint rejected: parameters, the order of roles, and the length of
/// prompt and response. What it learned applies to all later requests. Thread-safe.
final class RequestAdaptations {
  /// Statuses that may mean a rejected parameter; llama.cpp uses 500.
  private static final Set<Integer> STATUSES = Set.of(400, 413, 422, 500);

  /// The adaptation that describes tools in the prompt instead of a parameter.
  private static final String TOOLS = "tools";

  private static final String ALTERNATE = "alternating roles";
  private static final String NO_SYSTEM = "no system role";

  /// Error texts of any protocol: Ollama, vLLM and llama.cpp for models without tool support;
  /// Mistral, and the chat templates of Mistral, Gemma and Llama 2, for the order of roles.
  private static final List<ProviderProtocol.Adaptation> GENERAL =
      List.of(
          new ProviderProtocol.Adaptation(TOOLS, List.of("does not support tools")),
          new ProviderProtocol.Adaptation(TOOLS, List.of("tool choice requires")),
          new ProviderProtocol.Adaptation(TOOLS, List.of("tools param requires")),
          new ProviderProtocol.Adaptation(NO_SYSTEM, List.of("system role", "not support")),
          new ProviderProtocol.Adaptation(NO_SYSTEM, List.of("system message", "not support")),
          new ProviderProtocol.Adaptation(
              NO_SYSTEM, List.of("developer instruction", "not enabled")),
          new ProviderProtocol.Adaptation(ALTERNATE, List.of("unexpected role")),
          new ProviderProtocol.Adaptation(ALTERNATE, List.of("must alternate")),
          new ProviderProtocol.Adaptation(ALTERNATE, List.of("after role 'tool'")),
          new ProviderProtocol.Adaptation(ALTERNATE, List.of("expected last role")),
          new ProviderProtocol.Adaptation(ALTERNATE, List.of("assistant", "end of the list")),
          new ProviderProtocol.Adaptation(ALTERNATE, List.of("assistant", "prefill")));

  private static final List<String> OUTPUT_FIELDS =
      List.of("max_tokens", "max_completion_tokens", "max_output_tokens");

  /// The usual estimate of chars per token.
  private static final int CHARS_PER_TOKEN = 4;

  /// A response of fewer tokens is not worth asking for while the prompt can be shorter.
  private static final int OUTPUT_TOKENS_MIN = 1_024;

  private static final int SHORTENINGS_MAX = 6;

  private final ProviderProtocol protocol;
  private final Set<String> names = ConcurrentHashMap.newKeySet();
  private volatile int promptTokensMax;
  private volatile int outputTokensMax;

  RequestAdaptations(ProviderProtocol protocol) {
    this.protocol = protocol;
    this.outputTokensMax = protocol.endpoint.generation().maxTokens();
  }

  /// Returns the largest prompt that the endpoint is known to take, in tokens; 0 if unknown.
  int promptTokensMax() {
    return promptTokensMax;
  }

  /// Starts a call with what is known so far.
  Call start(ModelRequest request) {
    return new Call(request);
  }

  /// The forms of one call's request. Used by one thread.
  final class Call {
    private ModelRequest request;
    private Set<String> used = Set.of();
    private int outputTokens = outputTokensMax;
    private int shortenings;

    private Call(ModelRequest request) {
      this.request = request;
    }

    /// Returns the names of the adaptations in the newest body.
    Set<String> used() {
      return used;
    }

    /// Encodes the request. Halves of surrogate pairs, which servers reject as invalid JSON, become
    /// replacement characters.
    byte[] body() {
      used = Set.copyOf(names);
      outputTokens = Math.min(outputTokens, outputTokensMax);
      var body = protocol.encode(adapted(), used);
      limitOutput(body);
      var json = Json.write(body);
      var wellFormed =
          StandardCharsets.UTF_8.newEncoder().canEncode(json) ? json : withoutHalves(json);
      return wellFormed.getBytes(StandardCharsets.UTF_8);
    }

    private ModelRequest adapted() {
      var promptsTools = !protocol.endpoint.capabilities().tools().orElse(!used.contains(TOOLS));
      var adapted = promptsTools ? PromptedTools.apply(request) : request;
      var messages = adapted.messages();
      if (used.contains(NO_SYSTEM)) {
        messages = AlternatingRoles.withoutSystem(messages);
      }
      if (used.contains(ALTERNATE)) {
        messages = AlternatingRoles.alternate(messages);
      }
      return messages == adapted.messages()
          ? adapted
          : PromptShortener.withMessages(adapted, messages);
    }

    private void limitOutput(ObjectNode body) {
      for (var field : OUTPUT_FIELDS) {
        if (body.path(field).asInt() > outputTokens) {
          body.put(field, outputTokens);
        }
      }
    }

    /// Adapts the call to a rejection.
    ///
    /// @param error the body of the response
    /// @return whether the call has changed and may be repeated
    boolean adapt(int status, String error) {
      return STATUSES.contains(status) && (fitLimits(status, error) || addAdaptation(error));
    }

    /// Adds an adaptation that this call lacked. Another call may have added it meanwhile.
    private boolean addAdaptation(String error) {
      var text = error.toLowerCase(Locale.ROOT);
      var missing =
          Stream.concat(GENERAL.stream(), protocol.description().adaptations().stream())
              .filter(each -> each.matches(text) && !used.contains(each.name()))
              .findFirst();
      missing.ifPresent(adaptation -> names.add(adaptation.name()));
      return missing.isPresent();
    }

    /// Fits the call to the limits in an error.
    ///
    /// @param status 0 for an error inside a response
    /// @return whether the call has changed and may be repeated
    boolean fitLimits(int status, String error) {
      var limits = TokenLimits.read(status, error);
      if (limits.output().isPresent() && limits.output().getAsInt() < outputTokens) {
        outputTokens = limits.output().getAsInt();
        outputTokensMax = outputTokens;
        return true;
      }
      return limits.promptTooLong()
          && ++shortenings <= SHORTENINGS_MAX
          && (shortenResponse(limits) || shorten(limits));
    }

    /// Asks for a shorter response if enough of the window is left for one.
    private boolean shortenResponse(TokenLimits limits) {
      if (limits.window().isEmpty() || limits.prompt().isEmpty()) {
        return false;
      }
      int left = limits.window().getAsInt() - limits.prompt().getAsInt();
      if (left < Math.min(OUTPUT_TOKENS_MIN, outputTokens) || left >= outputTokens) {
        return false;
      }
      outputTokens = left;
      return true;
    }

    private boolean shorten(TokenLimits limits) {
      long chars = PromptShortener.chars(request);
      long tokens = limits.prompt().orElse((int) Math.min(chars / CHARS_PER_TOKEN, 1 << 30));
      long tokensMax = tokens * 3 / 4;
      if (limits.window().isPresent()) {
        int window = limits.window().getAsInt();
        outputTokens = Math.min(outputTokens, Math.max(1, window / 4));
        tokensMax = Math.min(tokensMax, window - outputTokens);
      }
      var shortened = PromptShortener.shorten(request, chars * tokensMax / Math.max(1, tokens));
      shortened.ifPresent(shorter -> request = shorter);
      promptTokensMax =
          (int) (promptTokensMax == 0 ? tokensMax : Math.min(promptTokensMax, tokensMax));
      return shortened.isPresent();
    }
  }

  private static String withoutHalves(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE);
  }
}
