package dev.loom.orchestrator.plan;

import dev.loom.bus.json.LenientValues;
import dev.loom.contracts.id.SubtaskId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Maps the ids that a planner wrote to valid ones, and the names in its dependencies to those ids.
/// Planners number subtasks, name them with blanks or in Chinese, and spell an id differently in a
/// dependency.
final class SubtaskIds {
  private static final int CHARS_MAX = 48;
  private static final Pattern NUMBERED = Pattern.compile("(?:step|subtask|task)([0-9]+)");

  private final List<SubtaskId> planned = new ArrayList<>();
  private final Set<String> used = new HashSet<>();
  private final Map<String, SubtaskId> written = new HashMap<>();
  private final Map<String, Set<SubtaskId>> spellings = new HashMap<>();

  /// @param completed the ids of completed subtasks, which no other subtask gets by chance
  /// @param names the ids of the planned subtasks as written, empty for those without one
  SubtaskIds(List<SubtaskId> completed, List<String> names) {
    completed.forEach(id -> register(id.value(), id));
    for (var name : names) {
      if (SubtaskId.isValid(name)) {
        register(name, new SubtaskId(name));
      }
    }
    for (var name : names) {
      var id = written.get(name);
      planned.add(id == null ? derive(name) : id);
    }
  }

  private SubtaskId derive(String name) {
    var letters = name.replaceAll("[^A-Za-z0-9_]+", "-").replaceAll("^[-_]+|-+$", "");
    var stem = letters.substring(0, Math.min(letters.length(), CHARS_MAX));
    int number = planned.size() + 1;
    var text = stem.isEmpty() ? "step-" + number : stem;
    while (used.contains(text)) {
      text = (stem.isEmpty() ? "step" : stem) + "-" + ++number;
    }
    var id = new SubtaskId(text);
    used.add(text);
    if (!name.isEmpty()) {
      register(name, id);
    }
    return id;
  }

  private void register(String name, SubtaskId id) {
    used.add(id.value());
    written.put(name, id);
    spellings.computeIfAbsent(spelling(name), any -> new HashSet<>()).add(id);
  }

  /// Returns what is common to all spellings of an id: `Step 1`, `step-1` and `1`.
  private static String spelling(String name) {
    var letters = LenientValues.canonical(name);
    var numbered = NUMBERED.matcher(letters);
    return numbered.matches() ? numbered.group(1) : letters;
  }

  /// Returns the id of a planned subtask, by its position from 0.
  SubtaskId get(int position) {
    return planned.get(position);
  }

  /// Returns the id that a name stands for: as written, otherwise in another spelling if that is
  /// certain.
  Optional<SubtaskId> find(String name) {
    var exact = Optional.ofNullable(written.get(name));
    var similar = spellings.getOrDefault(spelling(name), Set.of());
    return exact.or(() -> similar.stream().filter(id -> similar.size() == 1).findFirst());
  }
}
