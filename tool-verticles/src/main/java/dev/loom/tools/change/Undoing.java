package dev.loom.tools.change;

import dev.loom.api.tool.FileChange;
import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.bus.ServiceException;
import dev.loom.contracts.change.UndoChanges.OneChange;
import dev.loom.contracts.change.UndoChanges.OneSubtask;
import dev.loom.contracts.change.UndoChanges.Scope;
import dev.loom.contracts.change.UndoChanges.Undone;
import dev.loom.contracts.change.UndoChanges.WholeTask;
import dev.loom.tools.change.Account.Hold;
import dev.loom.tools.change.History.Recorded;
import dev.loom.tools.workspace.ConfinedWorkspace;
import dev.loom.tools.workspace.Originals;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Takes changes of one task back: looks at everything first, then touches anything.
final class Undoing {
  private static final int OBSTACLES_NAMED_MAX = 20;
  private static final int ATTEMPTS_MAX = 5;

  private final TaskLedger ledger;
  private final ConfinedWorkspace workspace;
  private final ImageStore images;
  private final Originals originals;
  private final Present present;
  private final Account account;
  private final Map<String, Hold> holds = new TreeMap<>();

  Undoing(
      TaskLedger ledger,
      ConfinedWorkspace workspace,
      ImageStore images,
      Limits limits,
      Account account) {
    this.ledger = ledger;
    this.workspace = workspace;
    this.images = images;
    this.originals = new Originals(workspace);
    this.present = new Present(workspace, images, limits);
    this.account = account;
  }

  /// Nobody else writes the files down while this looks at them and puts them back.
  Undone undo(Scope scope) throws IOException {
    try {
      for (var attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
        var changes = new History(ledger.read()).changes();
        var wanted = wanted(changes, scope);
        var steps = steps(wanted, changes);
        if (!holdsAll(steps)) {
          hold(steps);
          continue;
        }
        return undo(steps, wanted, changes);
      }
      throw ServiceError.conflict("Nothing was undone. The task goes on changing files; pause it first.")
          .toException();
    } finally {
      holds.values().forEach(account::release);
    }
  }

  private boolean holdsAll(List<Step> steps) {
    return steps.stream().allMatch(step -> holds.containsKey(step.path()));
  }

  /// What a write under way does to a file is in the ledger once the file is held.
  private void hold(List<Step> steps) throws IOException {
    for (var step : steps) {
      if (!holds.containsKey(step.path())) {
        holds.put(step.path(), account.hold(step.path()));
      }
    }
  }

  private Undone undo(List<Step> steps, List<Recorded> wanted, List<Recorded> changes)
      throws IOException {
    refuseIfBlocked(new Obstacles(workspace, present, images).of(steps));
    restore(steps, changes);
    var ids = wanted.stream().map(Recorded::id).sorted(Comparator.reverseOrder()).toList();
    ledger.append(
        workspace.root().toString(), List.of(new LedgerLine.Undone(ids, Instant.now())), true);
    return new Undone(steps.stream().map(Step::effect).toList(), ids);
  }

  private static List<Recorded> wanted(List<Recorded> changes, Scope scope) {
    var inScope =
        switch (scope) {
          case WholeTask all -> changes;
          case OneSubtask one ->
              changes.stream().filter(c -> c.touch().subtaskId().equals(one.subtaskId())).toList();
          case OneChange one -> changes.stream().filter(c -> c.id() == one.changeId()).toList();
        };
    if (scope instanceof OneChange one && inScope.isEmpty()) {
      throw ServiceError.notFound(
              "There is no change " + one.changeId() + "; list the changes to see which there are.")
          .toException();
    }
    var wanted = inScope.stream().filter(change -> !change.undone()).toList();
    if (wanted.isEmpty()) {
      throw nothing(scope);
    }
    return wanted;
  }

  static ServiceException nothing(Scope scope) {
    var where =
        switch (scope) {
          case WholeTask all -> "The task has no change that is not undone already";
          case OneSubtask one ->
              "Subtask " + one.subtaskId() + " has no change that is not undone already";
          case OneChange one -> "Change " + one.changeId() + " is undone already";
        };
    return ServiceError.conflict("There is nothing to undo. " + where + ".").toException();
  }

  /// One step for each file, by path.
  private static List<Step> steps(List<Recorded> wanted, List<Recorded> changes) {
    var byPath = new TreeMap<String, List<Recorded>>();
    for (var change : wanted) {
      byPath.computeIfAbsent(change.touch().path(), path -> new ArrayList<>()).add(change);
    }
    var steps = new ArrayList<Step>();
    byPath.forEach((path, chain) -> steps.add(new Step(path, chain, later(chain, changes))));
    return steps;
  }

  /// What others did to the file after the first of these changes.
  private static List<Recorded> later(List<Recorded> chain, List<Recorded> changes) {
    var first = chain.getFirst();
    return changes.stream()
        .filter(change -> change.touch().path().equals(first.touch().path()))
        .filter(change -> change.id() > first.id() && !change.undone() && !chain.contains(change))
        .toList();
  }

  private static void refuseIfBlocked(List<String> obstacles) {
    if (obstacles.isEmpty()) {
      return;
    }
    var named = obstacles.stream().limit(OBSTACLES_NAMED_MAX).toList();
    var more = obstacles.size() - named.size();
    throw ServiceError.conflict(
            "Nothing was undone. "
                + String.join("; ", named)
                + (more > 0 ? "; and " + more + " more" : "")
                + ".")
        .toException();
  }

  /// What was created goes first, so that there is room for what was there before.
  private void restore(List<Step> steps, List<Recorded> changes) throws IOException {
    for (var step : steps) {
      if (!step.target().isThere()) {
        originals.remove(step.path());
        account.record(holds.get(step.path()), Version.NOTHING);
      }
    }
    for (var directory : newDirectories(steps, changes).descendingSet()) {
      originals.removeIfEmpty(directory);
    }
    for (var step : steps) {
      if (step.target().isThere()) {
        restore(step);
      }
    }
  }

  private void restore(Step step) throws IOException {
    var target = step.target();
    if (!target.isSameAs(present.at(step.path(), Present.Keeping.LOOK_ONLY))) {
      put(step.path(), target);
    }
    account.record(holds.get(step.path()), target);
  }

  private void put(String path, Version target) throws IOException {
    if (target.kind() == Version.Kind.LINK) {
      originals.putLink(path, target.note());
    } else {
      var content = images.read(target.hash()).orElseThrow(() -> Obstacles.forgotten(path));
      originals.putFile(path, content, target.mode());
    }
  }

  /// The directories above removed files that the task had made, each after those above it.
  private static TreeSet<String> newDirectories(List<Step> steps, List<Recorded> changes) {
    var made = new TreeSet<String>();
    for (var change : changes) {
      var path = change.touch().path();
      for (var i = 0; i < change.touch().newDirectories(); i++) {
        path = path.substring(0, path.lastIndexOf('/'));
        made.add(path);
      }
    }
    var above = new TreeSet<String>();
    for (var step : steps) {
      var path = step.path();
      for (var slash = path.lastIndexOf('/');
          slash > 0 && !step.target().isThere();
          slash = path.lastIndexOf('/', slash - 1)) {
        above.add(path.substring(0, slash));
      }
    }
    made.retainAll(above);
    return made;
  }

  /// What becomes of one file.
  ///
  /// @param chain the changes to undo, oldest first
  /// @param later changes of the same file that are to stay
  record Step(String path, List<Recorded> chain, List<Recorded> later) {
    Version target() {
      return chain.getFirst().touch().before();
    }

    /// What Loom left there.
    Version left() {
      return chain.getLast().touch().after();
    }

    FileChange effect() {
      var kind = History.kind(left(), target()).orElse(FileChange.Kind.MODIFIED);
      return new FileChange(path, kind);
    }
  }
}
