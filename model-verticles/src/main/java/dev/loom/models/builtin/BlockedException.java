package dev.loom.models.builtin;

/// The rules cannot continue. The message is the reason shown to the user.
final class BlockedException extends Exception {
  private static final long serialVersionUID = 1L;

  BlockedException(String reason) {
    super(reason, null, false, false);
  }

  /// Creates the exception for a clause that the rules do not understand; its message names the
  /// alternatives.
  static BlockedException beyondRules(String clause) {
    var shown = clause.length() <= 200 ? clause : clause.substring(0, 200) + "…";
    return new BlockedException(
        "The built-in rules do not understand \""
            + shown
            + "\". They list, find, search, count, read, summarise, write, run and calculate, and"
            + " do nothing that needs judgement. For this, configure a language model: set"
            + " OPENAI_API_KEY or ANTHROPIC_API_KEY, start Ollama, or add a [models.<alias>]"
            + " section to loom.toml.");
  }
}
