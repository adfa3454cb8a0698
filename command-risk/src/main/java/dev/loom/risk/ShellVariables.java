package dev.loom.risk;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tracks the variables that a command line assigns.
///
/// The value of a variable is known when the line assigns it exactly once and the assigned value is
/// known. A variable that is assigned twice may hold either value, so its value is unknown.
final class ShellVariables {
  /// A longer value counts as unknown, because values built from values grow exponentially.
  private static final int VALUE_CHARS_MAX = 500;

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
    if (assignmentCounts.containsKey("IFS")) {
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
  void recordAssignments(List<Word> words) {
    int first = 0;
    while (first < words.size() && words.get(first).assignmentEnd() > 0) {
      first++;
    }
    var program = first < words.size() ? words.get(first).text() : "";
    var isRead = program.equals("read");
    for (int i = 0; i < words.size(); i++) {
      var word = words.get(i);
      if (i < first && !(isRead && word.text().startsWith("IFS="))
          || RuleTable.words("declaring-programs").contains(program)
              && word.unquotedAssignmentEnd() > 0) {
        assign(word);
      } else if (i > first && RuleTable.words("assigning-programs").contains(program)) {
        // The assigned value is unknown, as after two assignments.
        counts.merge(word.text(), 2, Integer::sum);
      }
    }
  }

  private void assign(Word word) {
    int end = word.unquotedAssignmentEnd();
    var name = word.text().substring(0, end);
    var value = word.text().substring(end + 1);
    if (name.endsWith("+")) {
      counts.merge(name.substring(0, end - 1), 2, Integer::sum);
      return;
    }
    counts.merge(name, 1, Integer::sum);
    if (assignmentCounts.getOrDefault(name, 0) == 1
        && value.indexOf(Word.UNKNOWN) < 0
        && value.length() <= VALUE_CHARS_MAX) {
      values.put(name, value);
    }
  }
}
