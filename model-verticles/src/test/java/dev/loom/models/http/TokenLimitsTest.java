package dev.loom.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenLimitsTest {
  /// Columns: the server's words, then the limit of a response, the window, and the prompt in it.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      nullValues = "-",
      value = {
        // OpenAI, vLLM
        "This model's maximum context length is 16384 tokens. However, your messages resulted in 17000 tokens.|-|16384|17000",
        "This model's maximum context length is 4097 tokens. However, you requested 5000 tokens (904 in the messages, 4096 in the completion).|-|4097|904",
        "'max_tokens' or 'max_completion_tokens' is too large: 4096. This model's maximum context length is 4096 tokens and your request has 2048 input tokens (4096 > 4096 - 2048).|-|4096|2048",
        "The decoder prompt (length 9000) is longer than the maximum model length of 8192.|-|8192|9000",
        "max_tokens is too large: 10000. This model supports at most 4096 completion tokens|4096|-|-",
        // Anthropic
        "prompt is too long: 200251 tokens > 199999 maximum|-|199999|200251",
        "input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000, decrease input length|-|200000|190000",
        "max_tokens: 10000 > 8192, which is the maximum allowed number of output tokens|8192|-|-",
        // llama.cpp, LM Studio, Ollama
        "the request exceeds the available context size. try increasing the context size|-|-|-",
        "request (9001 tokens) exceeds the available context size (8192 tokens), try increasing it|-|8192|9001",
        "Trying to keep the first 7000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens|-|4096|-",
        "input length exceeds the context length|-|-|-",
        // Google, Mistral, xAI, SGLang, Moonshot, DashScope, Groq, DeepSeek
        "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).|-|1048576|1200000",
        "Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length|-|-|40000",
        "This model's maximum prompt length is 131072 but the request contains 150000 tokens.|-|131072|150000",
        "The input (9000 tokens) is longer than the model's context length (8192 tokens).|-|8192|9000",
        "Your request exceeded model token limit: 8192|-|8192|-",
        "Range of input length should be [1, 30720]|-|-|-",
        "Range of max_tokens should be [1, 8192]|8192|-|-",
        "`max_tokens` must be less than or equal to `8192`, the maximum value for this model|8192|-|-",
        "Invalid max_tokens value, the valid range of max_tokens is [1, 8192]|8192|-|-",
        // can1357/oh-my-pi#1618, anomalyco/opencode#17746, #25230, antirez/ds4#150,
        // openai/codex#20866
        "The prompt is too long: 267657, model maximum context length: 262143|-|262143|267657",
        "You passed 99073 input tokens and requested 32000 output tokens. However, the model's context length is only 131072 tokens, resulting in a maximum input length of 99072 tokens. Please reduce the length of the input prompt.|-|131072|99073",
        "Requested token count exceeds the model's maximum context length of 202752 tokens. You requested a total of 202941 tokens: 170941 tokens from the input messages and 32000 tokens for the completion.|-|202752|170941",
        "Prompt tokens (9000) exceeds context size (8192)|-|8192|9000",
        "Your input exceeds the context window of this model. Please adjust your input and try again.|-|-|-"
      })
  void theLimitsOfAServerAreRead(String error, Integer output, Integer window, Integer prompt) {
    var limits = TokenLimits.read(400, error);
    assertEquals(output == null, limits.promptTooLong());
    assertEquals(optional(output), limits.output());
    assertEquals(optional(window), limits.window());
    assertEquals(optional(prompt), limits.prompt());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead.",
        "Unexpected role 'user' after role 'tool'",
        "You exceeded your current quota, limit: 20",
        // anomalyco/opencode#13015: limits of the account
        "Too many tokens per day, please wait before trying again.",
        "Too many tokens, please wait before trying again.",
        "Tokens per minute limit exceeded - too many tokens processed.",
        "Invalid schema for function 'read': [1, 2] is too long",
        "no"
      })
  void otherRejectionsNameNoLimit(String error) {
    assertEquals(
        new TokenLimits(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), false),
        TokenLimits.read(400, error));
  }

  private static OptionalInt optional(Integer number) {
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }
}
