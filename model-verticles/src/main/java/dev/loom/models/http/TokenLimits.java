package dev.loom.models.http;

import java.util.OptionalInt;
import java.util.regex.Pattern;

/// Reads from the rejection of a request which of its parts was too long, and how long it may be.
///
/// @param output the largest number of tokens for a response, if the server's limit does not depend
///   on the prompt
/// @param window the tokens of the context window, if named
/// @param prompt the tokens that the server counted in the prompt, if named
/// @param promptTooLong whether prompt and response together were too long
record TokenLimits(
    OptionalInt output, OptionalInt window, OptionalInt prompt, boolean promptTooLong) {
  private static final int CONTENT_TOO_LARGE = 413;

  /// Texts for a prompt that is too long: OpenAI and vLLM, Anthropic, llama.cpp, LM Studio, Google,
  /// Mistral, xAI, SGLang, Ollama, TGI, Bedrock, DashScope, Moonshot, Zhipu, MiniMax, LiteLLM.
  private static final Pattern TOO_LONG =
      Pattern.compile(
          "(?i)context_length_exceeded|exceed_context_size|contextwindowexceeded"
              + "|maximum (?:context|prompt|model|input) length|(?:prompt|input) is too long"
              + "|exceeds? (?:the |its )?(?:available |maximum |model'?s? )?(?:model'?s? )?"
              + "(?:maximum )?(?:context|max length|token limit|number of (?:input )?tokens)"
              + "|exceeds the maximum number of tokens|exceed(?:s|ed)? (?:the )?context"
              + "|(?:exceeds|longer than) the (?:model'?s? )?(?:maximum )?context"
              + "|longer than the model'?s? context|context (?:the )?overflow"
              + "|context length of only|range of input length|exceeded model token limit"
              + "|prompt exceeds max length|context window exceeds"
              // not a limit of the account: Bedrock, Cerebras
              + "|too many (?:input )?tokens(?! per | processed|,? please wait)"
              + "|`inputs` tokens|request too large|body too large|tokens_limit_reached"
              + "|too large for model|prompt too long");

  private static final Pattern OUTPUT_NAME =
      Pattern.compile("(?i)max_?(?:completion_|output_|new_)?tokens|completion tokens|num_predict");

  private static final Pattern OUTPUT_LIMIT =
      Pattern.compile(
          "(?i)(?:at most|less than or equal to|smaller than or equal to|must be <=|<=|> "
              + "|(?:not|cannot|can't) exceed|up to|\\[ ?[01] ?,"
              + "|maximum (?:value )?(?:allowed )?(?:is|of)|\\(inclusive\\) to)[ `'\"]*(\\d{2,7})");

  private static final Pattern WINDOW =
      Pattern.compile(
          "(?i)(?:(?:context|prompt|model|input)'?s?(?: window)? ?(?:length|size|limit)|context window"
              + "|n_ctx|token limit|maximum(?: number)?(?: of)?(?: input)? tokens)[^0-9]{0,40}(\\d{3,8})");

  private static final Pattern SUM = Pattern.compile("(\\d+) \\+ \\d+ > (\\d+)");
  private static final Pattern COMPARISON = Pattern.compile("(\\d{3,8}) tokens > (\\d{3,8})");

  private static final Pattern PROMPT =
      Pattern.compile(
          "(?i)(\\d{2,8})(?: tokens)? (?:input tokens|(?:in|from) the (?:input )?(?:messages|prompt|input))"
              + "|(?:resulted in|too long:|prompt tokens \\(|prompt contains|request has|input \\(|request \\(|prompt \\(|"
              + "token count \\(|request contains|total length)[^0-9]{0,20}(\\d{2,8})");

  /// Reads a rejection.
  ///
  /// @param error the body, or a message with the server's text
  static TokenLimits read(int status, String error) {
    var promptTooLong = status == CONTENT_TOO_LARGE || TOO_LONG.matcher(error).find();
    var sum = SUM.matcher(error);
    var comparison = COMPARISON.matcher(error);
    if (sum.find() && OUTPUT_NAME.matcher(error).find()) {
      return new TokenLimits(OptionalInt.empty(), number(sum.group(2)), number(sum.group(1)), true);
    }
    if (promptTooLong && comparison.find()) {
      return new TokenLimits(
          OptionalInt.empty(), number(comparison.group(2)), number(comparison.group(1)), true);
    }
    return new TokenLimits(
        promptTooLong || !OUTPUT_NAME.matcher(error).find()
            ? OptionalInt.empty()
            : find(OUTPUT_LIMIT, error),
        promptTooLong ? find(WINDOW, error) : OptionalInt.empty(),
        promptTooLong ? find(PROMPT, error) : OptionalInt.empty(),
        promptTooLong);
  }

  private static OptionalInt find(Pattern pattern, String error) {
    var found = pattern.matcher(error);
    if (!found.find()) {
      return OptionalInt.empty();
    }
    var digits = found.group(1);
    return number(digits == null ? found.group(found.groupCount()) : digits);
  }

  private static OptionalInt number(String digits) {
    return digits.length() > 9 ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(digits));
  }
}
