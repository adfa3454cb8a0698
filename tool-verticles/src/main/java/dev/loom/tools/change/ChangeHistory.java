package dev.loom.tools.change;

import dev.loom.api.tool.FileChange;
import dev.loom.contracts.id.StepId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The changes recorded in the log of one task.
///
/// All transitions of one path by one call, including repeated executions, form one change from the
/// first to the last state. If another writer changed the file in between, a new change begins.
final class ChangeHistory {
  private final List<LoggedChange> changes = new ArrayList<>();
  private final Map<Key, Integer> latestByCall = new LinkedHashMap<>();
  private final Map<String, Integer> latestByPath = new HashMap<>();
  private final Map<String, List<FileTransition>> transitions = new HashMap<>();
  private final Map<Key, FileTransition> unfinished = new LinkedHashMap<>();

  ChangeHistory(List<ChangeLogLine> lines) {
    lines.forEach(this::add);
  }

  private void add(ChangeLogLine line) {
    switch (line) {
      case ChangeLogLine.Opened opened -> {}
      case ChangeLogLine.Intent intent ->
          unfinished.putIfAbsent(Key.of(intent.transition()), intent.transition());
      case ChangeLogLine.Dropped dropped ->
          unfinished.remove(new Key(dropped.stepId(), dropped.path()));
      case ChangeLogLine.Done done -> add(done.transition());
      case ChangeLogLine.Undone undone -> undone.changeIds().forEach(this::undo);
    }
  }

  private void add(FileTransition transition) {
    var key = Key.of(transition);
    unfinished.remove(key);
    transitions.computeIfAbsent(transition.path(), path -> new ArrayList<>()).add(transition);
    var index = latestByCall.get(key);
    if (index == null
        || !index.equals(latestByPath.get(transition.path()))
        || !changes.get(index).transition().after().isSameAs(transition.before())) {
      latestByCall.put(key, changes.size());
      latestByPath.put(transition.path(), changes.size());
      changes.add(new LoggedChange(changes.size() + 1L, transition, false));
    } else {
      var change = changes.get(index);
      changes.set(
          index,
          new LoggedChange(change.id(), change.transition().withAfter(transition.after()), false));
    }
  }

  private void undo(long id) {
    if (id >= 1 && id <= changes.size()) {
      var index = (int) id - 1;
      var change = changes.get(index);
      changes.set(index, new LoggedChange(id, change.transition(), true));
      latestByCall.remove(Key.of(change.transition()), index);
      transitions.remove(change.transition().path());
    }
  }

  /// All changes with an effect, oldest first.
  List<LoggedChange> changes() {
    return changes.stream().filter(change -> change.kind().isPresent()).toList();
  }

  List<LoggedChange> changesOf(StepId step) {
    return changes().stream().filter(change -> change.transition().stepId().equals(step)).toList();
  }

  /// All transitions of a path since its last undo, including those without a net effect.
  List<FileTransition> transitions(String path) {
    return transitions.getOrDefault(path, List.of());
  }

  /// Transitions with an intent but no completion.
  List<FileTransition> unfinished() {
    return List.copyOf(unfinished.values());
  }

  /// Classifies the difference between two versions; empty when they are equal.
  static Optional<FileChange.Kind> kind(FileVersion before, FileVersion after) {
    if (before.isSameAs(after)) {
      return Optional.empty();
    }
    if (!before.exists()) {
      return Optional.of(FileChange.Kind.CREATED);
    }
    return Optional.of(after.exists() ? FileChange.Kind.MODIFIED : FileChange.Kind.DELETED);
  }

  /// One change with its id, counted from 1.
  record LoggedChange(long id, FileTransition transition, boolean undone) {
    Optional<FileChange.Kind> kind() {
      return ChangeHistory.kind(transition.before(), transition.after());
    }
  }

  private record Key(StepId step, String path) {
    static Key of(FileTransition transition) {
      return new Key(transition.stepId(), transition.path());
    }
  }
}
