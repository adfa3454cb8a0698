package dev.loom.risk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Decides whether a rule applies to a call.
@FunctionalInterface
interface Condition {
  /// The position of a rule that looks at all arguments.
  int ANYWHERE = -1;

  Condition ALWAYS = (call, at) -> true;

  /// @param at the position of the argument that the rule looks at, or [#ANYWHERE]
  boolean holds(ProgramCall call, int at);

  /// Parses `test or test and not test`.
  ///
  /// @param lists the lists that `@name` refers to
  /// @param each whether the rule looks at each argument in turn
  /// @throws IllegalArgumentException if the condition is malformed
  static Condition parse(List<String> tokens, Map<String, Set<String>> lists, boolean each) {
    var alternatives = new ArrayList<List<Condition>>();
    for (var alternative : split(tokens, "or")) {
      alternatives.add(
          split(alternative, "and").stream().map(test -> parseTest(test, lists, each)).toList());
    }
    return (call, at) ->
        alternatives.stream().anyMatch(tests -> tests.stream().allMatch(t -> t.holds(call, at)));
  }

  private static Condition parseTest(
      List<String> tokens, Map<String, Set<String>> lists, boolean each) {
    boolean negated = tokens.size() == 2 && tokens.getFirst().equals("not");
    if (tokens.size() != 1 && !negated) {
      throw new IllegalArgumentException("not one test: " + String.join(" ", tokens));
    }
    var test = ArgumentTest.parse(tokens.getLast(), lists, each);
    return negated ? (call, at) -> !test.holds(call, at) : test;
  }

  private static List<List<String>> split(List<String> tokens, String separator) {
    var parts = new ArrayList<List<String>>();
    int start = 0;
    for (int i = 0; i <= tokens.size(); i++) {
      if (i == tokens.size() || tokens.get(i).equals(separator)) {
        parts.add(tokens.subList(start, i));
        start = i + 1;
      }
    }
    return parts;
  }
}
