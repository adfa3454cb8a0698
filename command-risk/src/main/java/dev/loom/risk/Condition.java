package dev.loom.risk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Decides whether a rule applies to a call.
///
/// @param alternatives one of them must hold; all tests of an alternative must hold
record Condition(List<List<ArgumentTest>> alternatives) {
  /// The position of a rule that looks at all arguments.
  static final int ANYWHERE = -1;

  static final Condition ALWAYS = new Condition(List.of(List.of()));

  /// Parses `test or test and not test`.
  ///
  /// @param lists the lists that `@name` refers to
  /// @throws IllegalArgumentException if the condition is malformed
  static Condition parse(List<String> tokens, Map<String, Set<String>> lists) {
    var alternatives = new ArrayList<List<ArgumentTest>>();
    for (var alternative : split(tokens, "or")) {
      var tests = new ArrayList<ArgumentTest>();
      for (var test : split(alternative, "and")) {
        boolean negated = test.size() == 2 && test.getFirst().equals("not");
        if (test.size() != 1 && !negated) {
          throw new IllegalArgumentException("not one test: " + String.join(" ", test));
        }
        tests.add(ArgumentTest.parse(negated, test.getLast(), lists));
      }
      alternatives.add(tests);
    }
    return new Condition(alternatives);
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

  /// @return whether a test needs the position of an argument
  boolean isPositional() {
    return alternatives.stream()
        .flatMap(List::stream)
        .flatMap(test -> test.selectors().stream())
        .anyMatch(ArgumentSelector::isPositional);
  }

  /// @param at the position of the argument that the rule looks at, or [#ANYWHERE]
  boolean holds(ProgramCall call, int at) {
    return alternatives.stream()
        .anyMatch(tests -> tests.stream().allMatch(test -> test.holds(call, at)));
  }
}
