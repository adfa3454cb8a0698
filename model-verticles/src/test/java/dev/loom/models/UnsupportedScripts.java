package dev.loom.models;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Lists the scripts that a protocol cannot express, with the reason.
final class UnsupportedScripts {
  static final String OLLAMA = "Ollama's chat";
  static final String CHAT = "chat completions";

  /// Reasons by protocol and script name.
  static final Map<String, Map<String, String>> SCRIPTS =
      Map.of(
          OLLAMA,
              Map.of(
                  "cachedTokensAreIncludedInTheInputTokens",
                  "it does not report cached tokens",
                  "argumentsMayBeSplitAtEveryCharacter",
                  "its calls arrive complete",
                  "aRejectedTemperatureIsOmittedFromThenOn",
                  "none of its models rejects one",
                  "reasoningBetweenCallsIsSentBackInItsPosition",
                  "its reasoning is one text without a position",
                  "hiddenReasoningIsSentBackToo",
                  "it has no hidden reasoning"),
          CHAT,
              Map.of(
                  "reasoningIsSentBackUnchangedWithItsTurn",
                  "it sends back no reasoning; for servers that require it"
                      + " see ChatCompletionsTest",
                  "reasoningBetweenCallsIsSentBackInItsPosition",
                  "its reasoning is one text without a position",
                  "hiddenReasoningIsSentBackToo",
                  "it has no hidden reasoning"));

  private UnsupportedScripts() {}

  /// Returns whether every name is the name of a script.
  static boolean namesExist() {
    var scripts =
        Arrays.stream(ProviderContract.class.getMethods())
            .map(Method::getName)
            .collect(Collectors.toSet());
    return SCRIPTS.values().stream().allMatch(reasons -> scripts.containsAll(reasons.keySet()));
  }

  static Optional<String> reasonFor(String protocol, String script) {
    return Optional.ofNullable(SCRIPTS.getOrDefault(protocol, Map.of()).get(script));
  }
}
