package dev.loom.risk;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tracks the variables that a command line assigns.
///
/// The value of a variable is known when the line assigns it exactly once, certainly in the shell
/// itself, and the assigned value is known. Otherwise, it may hold either value.
final class ShellVariables {
  /// A longer value counts as unknown, because values built from values grow exponentially.
  private static final int VALUE_CHARS_MAX = 500;

  private static final String SEPARATOR = "IFS";

  private final Map<String, Integer> assignmentCounts;
  private final Map<String, Integer> counts = new HashMap<>();
  private final Map<String, String> values = new HashMap<>();

  /// @param assignmentCounts the number of assignments of each variable, from an earlier pass
  ShellVariables(Map<String, Integer> assignmentCounts) {
    this.assignmentCounts = assignmentCounts;
  }

  Map<String, Integer> counts() {
    return counts;
  }

  /// @return the value, or empty when it is only known at run time
  Optional<String> value(String name) {
    if (assignmentCounts.containsKey(SEPARATOR)) {
      return Optional.empty();
    }
    return assignmentCounts.containsKey(name)
        ? Optional.ofNullable(values.get(name))
        : RuleTable.words("known-variables").stream()
            .filter(variable -> variable.startsWith(name + "="))
            .map(variable -> variable.substring(name.length() + 1))
            .findFirst();
  }

  /// Records the assignments of a parsed command.
  ///
  /// @param isCertain whether the shell itself runs the command in any case
  void recordAssignments(List<Word> words, boolean isCertain) {
    int first = 0;
    while (first < words.size() && words.get(first).assignmentEnd() > 0) {
      first++;
    }
    var program = first < words.size() ? words.get(first).text() : "";
    var isRead = program.equals("read");
    if (program.equals("eval")) {
      // It may assign any variable, as if another character separated words.
      counts.merge(SEPARATOR, 1, Integer::sum);
    }
    for (int i = 0; i < words.size(); i++) {
      var word = words.get(i);
      if (i < first && !(isRead && word.text().startsWith("IFS="))) {
        assign(word, isCertain && program.isEmpty());
      } else if (RuleTable.words("declaring-programs").contains(program)
          && word.unquotedAssignmentEnd() > 0) {
        assign(word, isCertain);
      } else if (i > first && RuleTable.words("assigning-programs").contains(program)) {
        // The assigned value is unknown, as after two assignments.
        counts.merge(word.text(), 2, Integer::sum);
      }
    }
  }

  private void assign(Word word, boolean isCertain) {
    int end = word.unquotedAssignmentEnd();
    var name = word.text().substring(0, end);
    var value = word.text().substring(end + 1);
    if (name.endsWith("+")) {
      counts.merge(name.substring(0, end - 1), 2, Integer::sum);
      return;
    }
    counts.merge(name, isCertain ? 1 : 2, Integer::sum);
    if (assignmentCounts.getOrDefault(name, 0) == 1
        && value.indexOf(Word.UNKNOWN) < 0
        && value.length() <= VALUE_CHARS_MAX) {
      values.put(name, value);
    }
  }
}
