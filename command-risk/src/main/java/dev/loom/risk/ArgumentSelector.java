package dev.loom.risk;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Chooses the arguments of a call that a test looks at, or parts of them. `command-risk/README.md`
/// describes the selectors.
@FunctionalInterface
interface ArgumentSelector {
  /// @param words the arguments chosen before
  List<Word> choose(List<Word> words, ProgramCall call, int at);

  /// Parses a name, or a name and a parameter such as `value(-o,--output)`.
  ///
  /// @param each whether the rule looks at each argument in turn
  static ArgumentSelector parse(String selector, boolean each) {
    int open = selector.endsWith(")") ? selector.indexOf('(') : selector.length();
    var parameter =
        open < selector.length() ? selector.substring(open + 1, selector.length() - 1) : "";
    var name = selector.substring(0, open);
    if (!each && List.of("next", "previous", "before").contains(name)) {
      throw new IllegalArgumentException("a test of a neighbouring argument needs each");
    }
    return switch (name) {
      case "any" -> (words, call, at) -> call.words();
      case "first" -> (words, call, at) -> slice(call, 0, 1);
      case "last" -> (words, call, at) -> slice(call, call.words().size() - 1, Integer.MAX_VALUE);
      case "next" -> (words, call, at) -> slice(call, at + 1, at + 2);
      case "previous" -> (words, call, at) -> slice(call, at - 1, at);
      case "before" -> (words, call, at) -> slice(call, 0, at);
      case "operands" -> (words, call, at) -> call.operands();
      case "value" -> {
        var options = List.of(parameter.split(","));
        yield (words, call, at) -> listOf(call.optionValue(at, options));
      }
      case "setting" -> (words, call, at) -> listOf(Optional.of(call.setting()));
      case "after" ->
          parts(
              text ->
                  text.contains(parameter)
                      ? text.substring(text.indexOf(parameter) + parameter.length())
                      : "");
      case "until-colon" -> parts(text -> text.substring(0, Math.max(0, text.indexOf(':'))));
      case "last-part" -> parts(text -> text.replaceFirst("(?s)^.*[@=<]", ""));
      default -> throw new IllegalArgumentException("unknown selector: " + name);
    };
  }

  /// @return the arguments in a range, whose bounds may lie outside
  private static List<Word> slice(ProgramCall call, int from, int to) {
    return call.words().subList(Math.max(0, from), Math.min(to, call.words().size()));
  }

  private static List<Word> listOf(Optional<String> text) {
    return text.map(Word::unquoted).stream().toList();
  }

  private static ArgumentSelector parts(UnaryOperator<String> part) {
    return (words, call, at) ->
        words.stream().map(word -> Word.unquoted(part.apply(word.text()))).toList();
  }
}
