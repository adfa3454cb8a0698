package dev.loom.cli.commands;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Groups the errors of a task: equal ones become one line with a count, the earliest first,
/// because later errors usually follow from it.
final class ErrorSummary {
  private static final Pattern SUBTASK = Pattern.compile("([A-Za-z0-9_.-]{1,64}): (.*)");
  private static final int SUBTASKS_SHOWN_MAX = 3;

  private ErrorSummary() {}

  private static final class Group {
    int count;
    final Set<String> subtasks = new LinkedHashSet<>();
  }

  /// @param errors errors as in the REST API, oldest first: text with or without a subtask's ID,
  ///   one or several lines
  /// @return one line per group
  static List<String> of(List<String> errors) {
    var groups = new LinkedHashMap<String, Group>();
    errors.stream()
        .flatMap(String::lines)
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .forEach(line -> add(groups, line));
    return groups.entrySet().stream().map(ErrorSummary::line).toList();
  }

  private static void add(Map<String, Group> groups, String line) {
    var matcher = SUBTASK.matcher(line);
    var isOfSubtask = matcher.matches();
    var group = groups.computeIfAbsent(isOfSubtask ? matcher.group(2) : line, key -> new Group());
    group.count++;
    if (isOfSubtask) {
      group.subtasks.add(matcher.group(1));
    }
  }

  private static String line(Map.Entry<String, Group> entry) {
    var group = entry.getValue();
    var subtasks = new ArrayList<>(group.subtasks);
    var others = subtasks.size() - SUBTASKS_SHOWN_MAX;
    var names =
        String.join(", ", subtasks.subList(0, Math.min(subtasks.size(), SUBTASKS_SHOWN_MAX)))
            + (others > 0 ? " and " + others + " more" : "");
    return (names.isEmpty() ? "" : names + ": ")
        + entry.getKey()
        + (group.count > 1 ? " (" + group.count + " times)" : "");
  }
}
