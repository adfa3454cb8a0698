package dev.loom.builtin;

import dev.loom.contracts.text.TextTruncator;

/// Reports that the rules cannot continue. The message is the reason shown to the user.
final class BlockedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int CLAUSE_CHARS_MAX = 200;

  BlockedException(String reason) {
    super(reason, null, false, false);
  }

  /// Creates the exception for a clause that the rules do not understand. The message names the
  /// alternatives.
  static BlockedException beyondRules(String clause) {
    return new BlockedException(
        "The built-in rules do not understand \""
            + TextTruncator.withEllipsis(clause, CLAUSE_CHARS_MAX)
            + "\". Phrasings that they know: list the Java files in DIR; count files; count the lines"
            + " of FILE; find every TODO; search for WORD in DIR; read FILE; run `COMMAND` (in"
            + " backticks); calculate 2 * 21. For other goals, configure a language model:"
            + " run loom setup (it writes loom.toml), set OPENAI_API_KEY or"
            + " ANTHROPIC_API_KEY, or start Ollama.");
  }
}
