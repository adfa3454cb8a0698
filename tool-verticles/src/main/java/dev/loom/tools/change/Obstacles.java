package dev.loom.tools.change;

import dev.loom.api.tool.Workspace;
import dev.loom.tools.change.Undoing.Step;
import dev.loom.tools.workspace.ConfinedWorkspace;
import dev.loom.tools.workspace.Originals;
import dev.loom.tools.workspace.Seen;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds what stands in the way of undoing, in words for a person.
final class Obstacles {
  private final ConfinedWorkspace workspace;
  private final Originals originals;
  private final Present present;
  private final ImageStore images;

  /// Paths where nothing will be once the undoing has removed what was created.
  private final Set<String> removed = new HashSet<>();

  Obstacles(ConfinedWorkspace workspace, Present present, ImageStore images) {
    this.workspace = workspace;
    this.originals = new Originals(workspace);
    this.present = present;
    this.images = images;
  }

  List<String> of(List<Step> steps) throws IOException {
    for (var step : steps) {
      if (!step.target().isThere()) {
        removed.add(step.path());
      }
    }
    var obstacles = new ArrayList<String>();
    for (var step : steps) {
      of(step).ifPresent(obstacles::add);
    }
    return obstacles;
  }

  private Optional<String> of(Step step) throws IOException {
    var recorded = inRecord(step);
    return recorded.isPresent() ? recorded : inWorkspace(step);
  }

  private Optional<String> inRecord(Step step) throws IOException {
    for (var change : step.chain()) {
      var lack = Listing.lack(change.touch(), images);
      if (!lack.isEmpty()) {
        return Optional.of(
            "%s: change %d cannot be undone, because %s".formatted(step.path(), change.id(), lack));
      }
    }
    if (!step.later().isEmpty()) {
      var later = step.later().getLast();
      return Optional.of(
          "%s: change %d of subtask %s touched it later; undo that first, or the whole task"
              .formatted(step.path(), later.id(), later.touch().subtaskId()));
    }
    for (var i = 1; i < step.chain().size(); i++) {
      var earlier = step.chain().get(i - 1);
      var later = step.chain().get(i);
      if (!later.touch().before().isSameAs(earlier.touch().after())) {
        return Optional.of(
            "%s was edited by somebody else between change %d and change %d; undo change %d alone and save that edit"
                .formatted(step.path(), earlier.id(), later.id(), later.id()));
      }
    }
    var target = step.target();
    return target.kind() == Version.Kind.FILE && images.read(target.hash()).isEmpty()
        ? Optional.of(forgotten(step.path()).getMessage())
        : Optional.empty();
  }

  static IOException forgotten(String path) {
    return new IOException(path + ": what was there before is damaged or no longer kept");
  }

  private Optional<String> inWorkspace(Step step) throws IOException {
    var now = present.at(step.path(), Present.Keeping.LOOK_ONLY);
    if (!now.isSameAs(step.left()) && !now.isSameAs(step.target())) {
      return Optional.of(
          step.path()
              + (now.isThere() ? " was edited" : " was removed")
              + " since; save that edit elsewhere, put back what Loom left, or keep the change");
    }
    return step.target().isThere() ? inTheWay(step.path()) : Optional.empty();
  }

  /// What was removed can only come back where nothing took its place.
  private Optional<String> inTheWay(String path) throws IOException {
    for (var slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      var above = path.substring(0, slash);
      var seen = originals.look(above);
      if (seen.isPresent()
          && seen.get().type() != Seen.Type.DIRECTORY
          && !removed.contains(above)) {
        return Optional.of(path + ": " + above + " is no directory any more; move it away first");
      }
    }
    var isDirectory =
        originals.look(path).filter(seen -> seen.type() == Seen.Type.DIRECTORY).isPresent();
    return isDirectory && holdsMore(path)
        ? Optional.of(path + " is a directory now, with files in it; move it away first")
        : Optional.empty();
  }

  private boolean holdsMore(String directory) throws IOException {
    var more = new boolean[1];
    workspace.walk(
        directory,
        entry -> {
          more[0] |= entry.kind() != Workspace.Kind.DIRECTORY && !removed.contains(entry.path());
          return more[0] ? Workspace.VisitResult.STOP : Workspace.VisitResult.CONTINUE;
        });
    return more[0];
  }
}
