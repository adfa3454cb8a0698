package dev.loom.tools.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loom.contracts.id.TaskId;
import dev.loom.tools.workspace.ConfinedWorkspace;
import dev.loom.tools.workspace.Seen;
import dev.loom.tools.workspace.Survey;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Brings to its end what calls had begun when the engine died: what was done is told by the files.
final class LedgerSettling {
  private static final Logger LOG = System.getLogger(LedgerSettling.class.getName());

  private final TaskLedger ledger;
  private final ConfinedWorkspace workspace;
  private final Present present;

  LedgerSettling(TaskLedger ledger, ConfinedWorkspace workspace, Present present) {
    this.ledger = ledger;
    this.workspace = workspace;
    this.present = present;
  }

  /// Whether a write took place.
  static LedgerLine of(Touch touch, Present present) throws IOException {
    var now = present.at(touch.path(), Present.Keeping.LOOK_ONLY);
    if (now.isSameAs(touch.before())) {
      return new LedgerLine.Dropped(touch.stepId(), touch.path());
    }
    // A content that is not the one that was to be written was put there by somebody else, later.
    var isOurs = now.isSameAs(touch.after());
    return new LedgerLine.Done(isOurs ? touch.to(touch.after().withMode(now.mode())) : touch);
  }

  /// @param manifests of commands that were running
  /// @param surveyor looks at the workspace
  void settle(List<Path> manifests, Surveyor surveyor) throws IOException {
    var lines = new ArrayList<LedgerLine>();
    var history = new History(ledger.read());
    for (var touch : history.unsettled()) {
      lines.add(of(touch, present));
    }
    ledger.append(workspace.root().toString(), lines, true);
    for (var file : manifests) {
      settleCommands(file, surveyor);
    }
  }

  private void settleCommands(Path file, Surveyor surveyor) throws IOException {
    Manifest manifest;
    try {
      manifest = Manifest.read(file);
    } catch (JsonProcessingException cutOff) {
      LOG.log(Level.DEBUG, "A command of {0} never began", ledger.taskId());
      Files.delete(file);
      return;
    }
    if (!manifest.taskId().equals(ledger.taskId())) {
      return;
    }
    var survey = surveyor.look(workspace);
    if (survey.isPresent()) {
      ledger.append(workspace.root().toString(), touches(manifest, survey.get()), true);
    }
    Files.delete(file);
  }

  private List<LedgerLine> touches(Manifest manifest, Survey survey) throws IOException {
    var history = new History(ledger.read());
    var paths = new TreeSet<>(manifest.files().keySet());
    paths.addAll(survey.files().keySet());
    var lines = new ArrayList<LedgerLine>();
    for (var path : paths) {
      var before = recorded(manifest.before(path), history.touches(path));
      var after = after(path, survey.files().get(path), before);
      if (!before.isSameAs(after)) {
        lines.add(
            new LedgerLine.Done(
                new Touch(
                    manifest.subtaskId(),
                    manifest.stepId(),
                    manifest.tool(),
                    path,
                    before,
                    after,
                    manifest.newDirectories(path),
                    Instant.now())));
      }
    }
    return lines;
  }

  private Version after(String path, Seen seen, Version before) throws IOException {
    if (seen == null) {
      return Version.NOTHING;
    }
    return before.kind() == Version.Kind.UNKEPT && before.hash().equals(Present.look(seen))
        ? before.withMode(seen.mode())
        : present.of(path, seen, Present.Keeping.KEEP);
  }

  /// What the task's record says last of a path, if it tells how that came from what was kept.
  private static Version recorded(Version kept, List<Touch> changes) {
    var isTold =
        changes.stream()
            .anyMatch(each -> each.before().isSameAs(kept) || each.after().isSameAs(kept));
    return isTold ? changes.getLast().after() : kept;
  }

  /// The manifests of a task.
  static List<Path> manifests(Path directory, TaskId taskId) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (var files = Files.newDirectoryStream(directory, taskId + ".*")) {
      var found = new ArrayList<Path>();
      files.forEach(found::add);
      return found;
    }
  }

  /// Looks at a workspace.
  @FunctionalInterface
  interface Surveyor {
    Optional<Survey> look(ConfinedWorkspace workspace) throws IOException;
  }
}
