package dev.loom.tools.change;

import dev.loom.api.tool.FileChange;
import dev.loom.contracts.id.StepId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The changes that a task's ledger tells of.
///
/// What one call did to one path is one change, from what was there before its first try to what it
/// left last, unless somebody else changed the file in between.
final class History {
  private final List<Recorded> changes = new ArrayList<>();
  private final Map<Key, Integer> latest = new LinkedHashMap<>();
  private final Map<String, Integer> latestOfPath = new HashMap<>();
  private final Map<String, List<Touch>> touches = new HashMap<>();
  private final Map<Key, Touch> open = new LinkedHashMap<>();

  History(List<LedgerLine> lines) {
    lines.forEach(this::add);
  }

  private void add(LedgerLine line) {
    switch (line) {
      case LedgerLine.Opened opened -> {}
      case LedgerLine.Intent intent -> open.putIfAbsent(Key.of(intent.touch()), intent.touch());
      case LedgerLine.Dropped dropped -> open.remove(new Key(dropped.stepId(), dropped.path()));
      case LedgerLine.Done done -> add(done.touch());
      case LedgerLine.Undone undone -> undone.changeIds().forEach(this::undo);
    }
  }

  private void add(Touch touch) {
    var key = Key.of(touch);
    open.remove(key);
    touches.computeIfAbsent(touch.path(), path -> new ArrayList<>()).add(touch);
    var index = latest.get(key);
    if (index == null
        || !index.equals(latestOfPath.get(touch.path()))
        || !changes.get(index).touch().after().isSameAs(touch.before())) {
      latest.put(key, changes.size());
      latestOfPath.put(touch.path(), changes.size());
      changes.add(new Recorded(changes.size() + 1L, touch, false));
    } else {
      var known = changes.get(index);
      changes.set(index, new Recorded(known.id(), known.touch().to(touch.after()), false));
    }
  }

  private void undo(long id) {
    if (id >= 1 && id <= changes.size()) {
      var index = (int) id - 1;
      var known = changes.get(index);
      changes.set(index, new Recorded(id, known.touch(), true));
      latest.remove(Key.of(known.touch()), index);
      touches.remove(known.touch().path());
    }
  }

  /// All changes that came to something, oldest first.
  List<Recorded> changes() {
    return changes.stream().filter(change -> change.kind().isPresent()).toList();
  }

  /// Those of one call.
  List<Recorded> of(StepId step) {
    return changes().stream().filter(change -> change.touch().stepId().equals(step)).toList();
  }

  /// All that was done to a file since an undoing of it, step by step, also what came to nothing.
  List<Touch> touches(String path) {
    return touches.getOrDefault(path, List.of());
  }

  /// What was begun and has no end.
  List<Touch> unsettled() {
    return List.copyOf(open.values());
  }

  /// What happened to a file between two moments; empty when nothing did.
  static Optional<FileChange.Kind> kind(Version before, Version after) {
    if (before.isSameAs(after)) {
      return Optional.empty();
    }
    if (!before.isThere()) {
      return Optional.of(FileChange.Kind.CREATED);
    }
    return Optional.of(after.isThere() ? FileChange.Kind.MODIFIED : FileChange.Kind.DELETED);
  }

  /// One change and its number.
  record Recorded(long id, Touch touch, boolean undone) {
    Optional<FileChange.Kind> kind() {
      return History.kind(touch.before(), touch.after());
    }
  }

  private record Key(StepId step, String path) {
    static Key of(Touch touch) {
      return new Key(touch.stepId(), touch.path());
    }
  }
}
