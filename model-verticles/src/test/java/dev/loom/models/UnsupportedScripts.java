package dev.loom.models;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The scripts that cannot be played on every wire, and why.
final class UnsupportedScripts {
  static final String OLLAMA = "Ollama's chat";
  static final String CHAT = "chat completions";

  /// By the wire, and by the script's name.
  static final Map<String, Map<String, String>> SCRIPTS =
      Map.of(
          OLLAMA,
              Map.of(
                  "cachedTokensAreIncludedInTheInputTokens",
                  "it does not count what it had in its cache",
                  "argumentsMayBeSplitAtEveryCharacter",
                  "its calls come whole",
                  "aRejectedTemperatureIsOmittedFromThenOn",
                  "none of its models refuses one",
                  "reasoningBetweenCallsIsSentBackInItsPosition",
                  "its thinking is one text without a place",
                  "hiddenReasoningIsSentBackToo",
                  "it has no other than the one that is shown"),
          CHAT,
              Map.of(
                  "reasoningIsSentBackUnchangedWithItsTurn",
                  "it has no thinking to send back; servers that add theirs say that they want it,"
                      + " see ChatCompletionsTest",
                  "reasoningBetweenCallsIsSentBackInItsPosition",
                  "its thinking is one text without a place",
                  "hiddenReasoningIsSentBackToo",
                  "it has no other than the one that is shown"));

  private UnsupportedScripts() {}

  /// Whether every name is that of a script.
  static boolean namesExist() {
    var scripts =
        Arrays.stream(ProviderContract.class.getMethods())
            .map(Method::getName)
            .collect(Collectors.toSet());
    return SCRIPTS.values().stream().allMatch(reasons -> scripts.containsAll(reasons.keySet()));
  }

  static Optional<String> reasonFor(String wire, String script) {
    return Optional.ofNullable(SCRIPTS.getOrDefault(wire, Map.of()).get(script));
  }
}
