package dev.loom.tools.change;

import dev.loom.api.tool.ToolEffect;
import dev.loom.risk.ChangedPaths;
import dev.loom.tools.workspace.ConfinedWorkspace;
import dev.loom.tools.workspace.WorkspaceSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds what undo could not bring back after a call, before it runs.
final class UnsavedPaths {
  private static final int SHOWN_MAX = 5;
  private static final long MEGABYTE = 1024 * 1024;

  private UnsavedPaths() {}

  /// Returns the paths that the command lines of a call may change.
  static ChangedPaths namedBy(List<ToolEffect> effects) {
    return ChangedPaths.of(
        effects.stream()
            .filter(ToolEffect.RunsCommand.class::isInstance)
            .map(effect -> ((ToolEffect.RunsCommand) effect).commandLine())
            .toList());
  }

  static String tooManyEntries(int entriesMax) {
    return "the workspace has more than %d entries (tools.undo_entries_max)".formatted(entriesMax);
  }

  static String tooManyEntries(WorkspaceSnapshot snapshot, int entriesMax) {
    return snapshot.unsaved().isEmpty()
        ? ""
        : "with %s, the workspace has more than %d entries (tools.undo_entries_max)"
            .formatted(String.join(", ", snapshot.unsaved()), entriesMax);
  }

  /// Describes what of the directories that a call names would not be saved, empty if all would.
  static Optional<String> find(
      ChangeLog changeLog, ConfinedWorkspace workspace, List<ToolEffect> effects)
      throws IOException {
    var named = namedBy(effects);
    if (!named.everything() && named.paths().isEmpty()) {
      return Optional.empty();
    }
    var snapshot = changeLog.takeSnapshot(workspace, named::mayChange);
    if (snapshot.isEmpty()) {
      return Optional.of("any file, because " + tooManyEntries(changeLog.entriesMax()));
    }
    var unsaved = new ArrayList<String>();
    for (var directory : snapshot.get().unsaved()) {
      unsaved.add(
          "%s (more than %d entries with the rest)".formatted(directory, changeLog.entriesMax()));
    }
    var limits = changeLog.limits();
    for (var directory : snapshot.get().included()) {
      var files = snapshot.get().files().subMap(directory + "/", directory + "0").values();
      var bytes = files.stream().mapToLong(file -> file.size()).sum();
      var large = files.stream().filter(file -> file.size() > limits.fileBytesMax()).count();
      if (bytes > limits.totalBytesMax()) {
        unsaved.add(
            "%s beyond its first %s (it has %s)"
                .formatted(directory, megabytes(limits.totalBytesMax()), megabytes(bytes)));
      } else if (large > 0) {
        unsaved.add(
            "%s in %s larger than %s"
                .formatted(
                    large == 1 ? "1 file" : large + " files",
                    directory,
                    megabytes(limits.fileBytesMax())));
      }
    }
    return unsaved.isEmpty() ? Optional.empty() : Optional.of(shorten(unsaved));
  }

  private static String shorten(List<String> unsaved) {
    var shown = String.join(", ", unsaved.subList(0, Math.min(SHOWN_MAX, unsaved.size())));
    return unsaved.size() > SHOWN_MAX
        ? shown + " and %d more".formatted(unsaved.size() - SHOWN_MAX)
        : shown;
  }

  private static String megabytes(long bytes) {
    return (bytes + MEGABYTE - 1) / MEGABYTE + " MB";
  }
}
