package dev.loom.risk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/// One test of a condition, such as `not first.word:add,del`.
///
/// @param selectors choose the arguments of which one must pass
/// @param values what the test compares with
/// @param patterns the values of [Kind#MATCH]
record ArgumentTest(
    boolean negated,
    List<ArgumentSelector> selectors,
    Kind kind,
    Collection<String> values,
    List<Pattern> patterns) {
  /// The kinds of tests, which `command-risk/README.md` describes. Rule files name them in lower
  /// case with hyphens.
  enum Kind {
    WORD,
    START,
    CONTAINS,
    FLAG,
    OPTION,
    MATCH,
    NAME,
    NAME_OF,
    COUNT,
    PROGRAM,
    SUBCOMMAND,
    INPUT,
    SEQUENCE,
    // The kinds below have no values.
    UNKNOWN,
    SHELL_UNKNOWN,
    UNKNOWN_NAME,
    GLOB,
    OUTSIDE,
    PROTECTED,
    UNREVIEWABLE,
    ASSIGNMENT,
    RISKY_ASSIGNMENT,
    AWK_SIDE_EFFECTS,
    SED_SIDE_EFFECTS,
    PIPED,
    HERE_TEXT,
    READS_INPUT;

    boolean hasValues() {
      return compareTo(UNKNOWN) < 0;
    }
  }

  /// @throws IllegalArgumentException if the test is malformed
  static ArgumentTest parse(boolean negated, String token, Map<String, Set<String>> lists) {
    int colon = token.indexOf(':');
    var text = colon < 0 ? "" : token.substring(colon + 1);
    var path = List.of((colon < 0 ? token : token.substring(0, colon)).split("\\."));
    var selectors = new ArrayList<ArgumentSelector>();
    for (var selector : path.subList(0, path.size() - 1)) {
      selectors.add(ArgumentSelector.parse(selector));
    }
    var kind = RuleReader.constant(Kind.class, "test", path.getLast());
    if (kind.hasValues() != colon >= 0) {
      throw new IllegalArgumentException("values are missing or not allowed: " + token);
    }
    var values = values(kind == Kind.MATCH, text, lists);
    var patterns = new ArrayList<Pattern>();
    if (kind == Kind.MATCH) {
      values.forEach(value -> patterns.add(Pattern.compile(value)));
    }
    return new ArgumentTest(negated, selectors, kind, values, patterns);
  }

  /// @return a test that holds if these words appear among the arguments, in this order; `*` at the
  ///   end of a word stands for any text
  static ArgumentTest sequence(List<String> words) {
    return new ArgumentTest(false, List.of(), Kind.SEQUENCE, words, List.of());
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

  boolean holds(ProgramCall call, int at) {
    return negated
        != switch (kind) {
          case PROGRAM -> isAny(ArgumentTest::isName, call.program());
          case SUBCOMMAND ->
              values.contains(call.program().substring(call.program().indexOf(' ') + 1));
          case SEQUENCE -> isSequence(call.words());
          case INPUT -> isAny(String::contains, call.input());
          case PIPED -> call.command().piped();
          case HERE_TEXT -> !call.command().hereText().isEmpty();
          case READS_INPUT -> call.command().piped() || !call.command().inputFiles().isEmpty();
          case COUNT -> values.contains("" + ArgumentSelector.select(selectors, call, at).size());
          default -> isAnyAccepted(call, at);
        };
  }

  private boolean isAnyAccepted(ProgramCall call, int at) {
    for (var word : ArgumentSelector.select(selectors, call, at)) {
      if (accepts(word, call)) {
        return true;
      }
    }
    return false;
  }

  private boolean accepts(Word word, ProgramCall call) {
    var text = word.text();
    return switch (kind) {
      case WORD -> values.contains(text);
      case NAME_OF -> values.contains(ProgramCall.nameOf(text));
      case NAME -> isAny(ArgumentTest::isName, settingName(text));
      case CONTAINS -> isAny(String::contains, text);
      case START -> isAny(String::startsWith, text);
      case FLAG -> isAny(ProgramCall::isFlag, text);
      case OPTION -> isAny(ProgramCall::isOption, text);
      case MATCH -> matchesPattern(text);
      case UNKNOWN -> word.hasUnknown() || word.isSupplied();
      case SHELL_UNKNOWN -> word.hasUnknown();
      case UNKNOWN_NAME -> PathRisk.hasUnknownName(word);
      case GLOB -> word.isGlob();
      case OUTSIDE -> PathRisk.isOutsideWorkspace(text);
      case PROTECTED -> ProtectedPath.isProtected(text);
      case UNREVIEWABLE -> PathRisk.isUnreviewable(word);
      case ASSIGNMENT -> word.unquotedAssignmentEnd() > 0;
      case RISKY_ASSIGNMENT -> call.nested().assessAssignment(word).isPresent();
      case AWK_SIDE_EFFECTS -> AwkScript.hasSideEffects(text);
      case SED_SIDE_EFFECTS -> !SedScript.isReadOnly(text);
      default -> throw new IllegalStateException(kind + " does not test words");
    };
  }

  private boolean matchesPattern(String text) {
    for (var pattern : patterns) {
      if (pattern.matcher(text).matches()) {
        return true;
      }
    }
    return false;
  }

  private boolean isAny(BiPredicate<String, String> comparison, String text) {
    for (var value : values) {
      if (comparison.test(text, value)) {
        return true;
      }
    }
    return false;
  }

  private static String settingName(String setting) {
    int end = setting.indexOf('=');
    return (end < 0 ? setting : setting.substring(0, end)).toLowerCase(Locale.ROOT);
  }

  /// @return whether a name equals a pattern, or starts with one that ends in `*`
  private static boolean isName(String name, String pattern) {
    return name.equals(pattern)
        || pattern.endsWith("*") && name.startsWith(pattern.substring(0, pattern.length() - 1));
  }

  private boolean isSequence(List<Word> words) {
    var expected = List.copyOf(values);
    int matched = 0;
    for (int i = 0; i < words.size() && matched < expected.size(); i++) {
      var word = words.get(i).text();
      var pattern = expected.get(matched);
      matched +=
          isName(word, pattern) || pattern.startsWith("--") && word.startsWith(pattern + "=")
              ? 1
              : 0;
    }
    return matched == expected.size();
  }
}
