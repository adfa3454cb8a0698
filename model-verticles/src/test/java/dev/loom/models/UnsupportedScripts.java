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

  /// Returns whether every name is the name of a script.
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
