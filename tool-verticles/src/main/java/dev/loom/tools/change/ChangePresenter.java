package dev.loom.tools.change;

import dev.loom.api.tool.FileChange;
import dev.loom.contracts.change.ListChanges;
import dev.loom.contracts.change.RecordedChange;
import java.io.IOException;
import java.util.ArrayList;

/// Converts recorded changes to the form that clients receive.
final class ChangePresenter {
  private static final int DIFF_CHARS_TOTAL_MAX = 4 * 1024 * 1024;
  private static final String EXPIRED = "the previous content was deleted";

  private final ContentStore contents;
  private final int keepDays;
  private final String undoBlocker;
  private int diffChars;

  /// @param undoBlocker reason why nothing in the workspace can be undone, empty if there is none
  ChangePresenter(ContentStore contents, int keepDays, String undoBlocker) {
    this.contents = contents;
    this.keepDays = keepDays;
    this.undoBlocker = undoBlocker;
  }

  ListChanges.Found present(ChangeHistory history, ListChanges request) throws IOException {
    var changes = new ArrayList<RecordedChange>();
    for (var change : history.changes()) {
      var subtask = change.transition().subtaskId();
      if (request.subtaskId().map(subtask::equals).orElse(true)) {
        changes.add(toRecordedChange(change, request.withDiffs() ? diff(change.transition()) : ""));
      }
    }
    return new ListChanges.Found(changes);
  }

  static FileChange fileChange(ChangeHistory.LoggedChange change) {
    return new FileChange(change.transition().path(), change.kind().orElseThrow());
  }

  private RecordedChange toRecordedChange(ChangeHistory.LoggedChange change, String diff) {
    var transition = change.transition();
    var undoObstacle = undoObstacle(change);
    return new RecordedChange(
        change.id(),
        transition.subtaskId(),
        transition.stepId(),
        transition.tool(),
        transition.path(),
        change.kind().orElseThrow(),
        transition.at(),
        change.undone(),
        undoObstacle,
        diff);
  }

  private String undoObstacle(ChangeHistory.LoggedChange change) {
    if (change.undone()) {
      return "it is already undone";
    }
    var missing = missingContent(change.transition(), contents);
    if (!missing.isEmpty()) {
      return missing + (missing.equals(EXPIRED) ? " after " + keepDays + " days" : "");
    }
    return undoBlocker;
  }

  /// Returns why a change cannot be undone from the stored data, empty when it can.
  static String missingContent(FileTransition transition, ContentStore contents) {
    if (transition.before().kind() == FileVersion.Kind.UNKEPT) {
      return transition.before().note();
    }
    if (transition.after().kind() == FileVersion.Kind.UNKEPT) {
      return transition.after().note();
    }
    return transition.before().kind() == FileVersion.Kind.FILE
            && !contents.contains(transition.before().hash())
        ? EXPIRED
        : "";
  }

  private String diff(FileTransition transition) throws IOException {
    if (diffChars > DIFF_CHARS_TOTAL_MAX) {
      return "(diff omitted, because the response is too long; list the changes of one subtask)";
    }
    var diff = new ChangeDiff(contents).render(transition);
    diffChars += diff.length();
    return diff;
  }
}
