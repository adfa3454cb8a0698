package dev.loom.models.builtin;

/// The rules cannot go on, for a reason that a person is told.
final class BlockedException extends Exception {
  private static final long serialVersionUID = 1L;

  BlockedException(String reason) {
    super(reason, null, false, false);
  }

  /// A goal that is beyond rules, and what to do about it.
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
