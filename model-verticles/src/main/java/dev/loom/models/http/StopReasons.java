package dev.loom.models.http;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// What the reasons mean that servers give for the end of a response.
///
/// Compatible servers use their own words beside those of their protocol: TGI `eos_token`, Mistral
/// `model_length`, Zhipu `sensitive` and `network_error`, DeepSeek `insufficient_system_resource`,
/// vLLM `abort`, Ollama `load`.
final class StopReasons {
  private static final Set<String> WHOLE =
      Set.of(
          "stop",
          "tool_calls",
          "tool_call",
          "tool_use",
          "function_call",
          "end_turn",
          "stop_sequence",
          "eos",
          "eos_token",
          "end",
          "complete",
          "completed",
          "finished",
          "done");

  private static final Pattern LENGTH =
      Pattern.compile("length|max_(?:output_)?tokens|.*_length|.*context_(?:window|length).*");

  private static final Pattern REFUSAL =
      Pattern.compile(
          "refusal|sensitive|blocklist|recitation|spii|prohibited_content"
              + "|.*(?:content_filter|safety|guardrail).*");

  private static final Pattern BROKEN_OFF =
      Pattern.compile(
          ".*(?:error|fail|abort|cancel|insufficient|timeout|timed_out|overload|interrupt"
              + "|disconnect|malformed|unavailable|incomplete|pause|eviction).*"
              + "|(?:un)?load");

  private StopReasons() {}

  /// What a reason says about a response.
  enum Ending {
    WHOLE,
    LENGTH,
    REFUSAL,
    /// The server could not finish, or expects to be asked again.
    BROKEN_OFF,
    UNKNOWN
  }

  static Ending of(String reason) {
    var word = reason.strip().toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
    if (WHOLE.contains(word)) {
      return Ending.WHOLE;
    }
    if (LENGTH.matcher(word).matches()) {
      return Ending.LENGTH;
    }
    if (REFUSAL.matcher(word).matches()) {
      return Ending.REFUSAL;
    }
    return BROKEN_OFF.matcher(word).matches() ? Ending.BROKEN_OFF : Ending.UNKNOWN;
  }
}
