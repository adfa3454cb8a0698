package dev.loom.risk;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// One test of a condition, such as `not first.word:add,del`. `command-risk/README.md` describes
/// the tests.
final class ArgumentTest {
  private ArgumentTest() {}

  /// Decides whether a call, or one of the chosen arguments, passes a test.
  private interface Check {
    boolean holds(ProgramCall call, List<Word> chosen);
  }

  /// @param each whether the rule looks at each argument in turn
  /// @throws IllegalArgumentException if the test is malformed
  static Condition parse(String token, Map<String, Set<String>> lists, boolean each) {
    int colon = token.indexOf(':');
    var path = List.of((colon < 0 ? token : token.substring(0, colon)).split("\\."));
    var selectors =
        path.subList(0, path.size() - 1).stream()
            .map(selector -> ArgumentSelector.parse(selector, each))
            .toList();
    var check = check(path.getLast(), token, colon, lists);
    return (call, at) -> {
      var words = call.wordsAt(at);
      for (var selector : selectors) {
        words = selector.choose(words, call, at);
      }
      return check.holds(call, words);
    };
  }

  private static Check check(String name, String token, int colon, Map<String, Set<String>> lists) {
    var plain = plainCheck(name);
    var comparison = comparison(name, List.of());
    if (plain == null && comparison == null) {
      throw new IllegalArgumentException("unknown test: " + name);
    }
    if ((colon < 0 ? plain : comparison) == null) {
      throw new IllegalArgumentException("values are missing or not allowed: " + token);
    }
    return colon < 0
        ? plain
        : comparison(name, values(name.equals("match"), token.substring(colon + 1), lists));
  }

  /// @return a condition that holds if these words appear among the arguments, in this order; `*`
  ///   at the end of a word stands for any text
  static Condition sequence(List<String> words) {
    return (call, at) -> isSequence(words, call.arguments());
  }

  private static Collection<String> values(
      boolean single, String text, Map<String, Set<String>> lists) {
    if (!text.startsWith("@")) {
      return single ? List.of(text) : List.of(text.split(",", -1));
    }
    var list = lists.get(text.substring(1));
    if (list == null) {
      throw new IllegalArgumentException("no list before this line is named " + text);
    }
    return list;
  }

  /// @return the test that compares with values, or null if none has the name
  private static Check comparison(String name, Collection<String> values) {
    return switch (name) {
      case "word" -> text(values::contains);
      case "start" -> text(anyOf(values, String::startsWith));
      case "contains" -> text(anyOf(values, String::contains));
      case "flag" -> text(anyOf(values, ProgramCall::isFlag));
      case "option" -> text(anyOf(values, ProgramCall::isOption));
      case "match" -> {
        var patterns = values.stream().map(value -> Pattern.compile(value)).toList();
        yield text(text -> patterns.stream().anyMatch(pattern -> pattern.matcher(text).matches()));
      }
      case "name" -> {
        var isNamed = anyOf(values, ArgumentTest::isName);
        yield text(text -> isNamed.test(text.split("=", 2)[0].toLowerCase(Locale.ROOT)));
      }
      case "name-of" -> text(text -> values.contains(ProgramCall.nameOf(text)));
      case "count" -> (call, chosen) -> values.contains("" + chosen.size());
      case "program" -> call(anyOf(values, ArgumentTest::isName), ProgramCall::program);
      case "subcommand" ->
          call(values::contains, call -> call.program().substring(call.program().indexOf(' ') + 1));
      case "input" -> call(anyOf(values, String::contains), ProgramCall::input);
      default -> null;
    };
  }

  /// @return the test without values, or null if none has the name
  private static Check plainCheck(String name) {
    return switch (name) {
      case "unknown" -> word(word -> word.hasUnknown() || word.isSupplied());
      case "shell-unknown" -> word(Word::hasUnknown);
      case "unknown-name" -> word(PathRisk::hasUnknownName);
      case "glob" -> word(Word::isGlob);
      case "outside" -> text(PathRisk::isOutsideWorkspace);
      case "protected" -> text(ProtectedPath::isProtected);
      case "unreviewable" -> word(PathRisk::isUnreviewable);
      case "assignment" -> word(word -> word.unquotedAssignmentEnd() > 0);
      case "risky-assignment" ->
          (call, chosen) ->
              chosen.stream().anyMatch(word -> call.nested().assessAssignment(word).isPresent());
      case "awk-side-effects" -> text(AwkScript::hasSideEffects);
      case "sed-side-effects" -> text(text -> !SedScript.isReadOnly(text));
      case "piped" -> (call, chosen) -> call.command().piped();
      case "here-text" -> (call, chosen) -> !call.command().hereText().isEmpty();
      case "reads-input" ->
          (call, chosen) -> call.command().piped() || !call.command().inputFiles().isEmpty();
      default -> null;
    };
  }

  private static Check word(Predicate<Word> test) {
    return (call, chosen) -> chosen.stream().anyMatch(test);
  }

  private static Check text(Predicate<String> test) {
    return word(word -> test.test(word.text()));
  }

  private static Check call(Predicate<String> test, Function<ProgramCall, String> part) {
    return (call, chosen) -> test.test(part.apply(call));
  }

  private static Predicate<String> anyOf(
      Collection<String> values, BiPredicate<String, String> comparison) {
    return text -> values.stream().anyMatch(value -> comparison.test(text, value));
  }

  /// @return whether a name equals a pattern, or starts with one that ends in `*`
  private static boolean isName(String name, String pattern) {
    return name.equals(pattern)
        || pattern.endsWith("*") && name.startsWith(pattern.substring(0, pattern.length() - 1));
  }

  private static boolean isSequence(List<String> expected, List<String> words) {
    int matched = 0;
    for (int i = 0; i < words.size() && matched < expected.size(); i++) {
      var word = words.get(i);
      var pattern = expected.get(matched);
      matched +=
          isName(word, pattern) || pattern.startsWith("--") && word.startsWith(pattern + "=")
              ? 1
              : 0;
    }
    return matched == expected.size();
  }
}
