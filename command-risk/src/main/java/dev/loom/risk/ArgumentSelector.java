package dev.loom.risk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Chooses the arguments of a call that a test looks at, or parts of them.
///
/// @param parameter the options of [Kind#VALUE], or the text of [Kind#AFTER]
record ArgumentSelector(Kind kind, String parameter) {
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
    AFTER,
    UNTIL_COLON,
    LAST_PART
  }

  /// Parses a name, or a name and a parameter such as `value(-o,--output)`.
  static ArgumentSelector parse(String text) {
    int open = text.endsWith(")") ? text.indexOf('(') : text.length();
    return new ArgumentSelector(
        RuleReader.constant(Kind.class, "selector", text.substring(0, open)),
        open < text.length() ? text.substring(open + 1, text.length() - 1) : "");
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
      case VALUE -> listOf(call.optionValue(at, List.of(parameter.split(","))));
      case SETTING -> listOf(Optional.of(call.setting()));
      case AFTER, UNTIL_COLON, LAST_PART -> parts(words);
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
      case AFTER ->
          text.contains(parameter)
              ? text.substring(text.indexOf(parameter) + parameter.length())
              : "";
      case UNTIL_COLON -> text.substring(0, Math.max(0, text.indexOf(':')));
      default -> {
        int start = text.length();
        while (start > 0 && "@=<".indexOf(text.charAt(start - 1)) < 0) {
          start--;
        }
        yield text.substring(start);
      }
    };
  }
}
