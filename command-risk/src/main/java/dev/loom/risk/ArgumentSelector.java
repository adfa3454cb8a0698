package dev.loom.risk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Chooses the arguments of a call that a test looks at, or parts of them.
///
/// @param options the options of [Kind#VALUE]
record ArgumentSelector(Kind kind, List<String> options) {
  /// The kinds of selectors, which `command-risk/README.md` describes.
  enum Kind {
    ANY,
    FIRST,
    LAST,
    NEXT,
    PREVIOUS,
    BEFORE,
    OPERANDS,
    VALUE,
    SETTING,
    // The kinds below change the text of the arguments chosen before.
    ATTACHED,
    UNTIL_COLON,
    LAST_PART
  }

  /// Parses a name, or `value(-o,--output)`.
  static ArgumentSelector parse(String text) {
    return text.startsWith("value(") && text.endsWith(")")
        ? new ArgumentSelector(
            Kind.VALUE, List.of(text.substring("value(".length(), text.length() - 1).split(",")))
        : new ArgumentSelector(RuleReader.constant(Kind.class, "selector", text), List.of());
  }

  boolean isPositional() {
    return kind == Kind.NEXT || kind == Kind.PREVIOUS || kind == Kind.BEFORE;
  }

  /// @return the argument at the position, or all, as the selectors choose in turn
  static List<Word> select(List<ArgumentSelector> selectors, ProgramCall call, int at) {
    var words = call.wordsAt(at);
    for (var selector : selectors) {
      words = selector.choose(words, call, at);
    }
    return words;
  }

  private List<Word> choose(List<Word> words, ProgramCall call, int at) {
    var all = call.words();
    return switch (kind) {
      case ANY -> all;
      case FIRST -> all.subList(0, Math.min(1, all.size()));
      case LAST -> all.subList(Math.max(0, all.size() - 1), all.size());
      case NEXT -> all.subList(at + 1, Math.min(at + 2, all.size()));
      case PREVIOUS -> all.subList(Math.max(0, at - 1), at);
      case BEFORE -> all.subList(0, at);
      case OPERANDS -> call.operands();
      case VALUE -> listOf(call.optionValue(at, options));
      case SETTING -> listOf(Optional.of(call.setting()));
      case ATTACHED, UNTIL_COLON, LAST_PART -> parts(words);
    };
  }

  private static List<Word> listOf(Optional<String> text) {
    return text.isPresent() ? List.of(Word.unquoted(text.get())) : List.of();
  }

  private List<Word> parts(List<Word> words) {
    var parts = new ArrayList<Word>();
    for (var word : words) {
      parts.add(Word.unquoted(part(word.text())));
    }
    return parts;
  }

  private String part(String text) {
    return switch (kind) {
      case ATTACHED -> text.substring(Math.min(2, text.length()));
      case UNTIL_COLON -> text.substring(0, Math.max(0, text.indexOf(':')));
      default ->
          text.substring(
              1
                  + Math.max(
                      text.lastIndexOf('@'),
                      Math.max(text.lastIndexOf('='), text.lastIndexOf('<'))));
    };
  }
}
