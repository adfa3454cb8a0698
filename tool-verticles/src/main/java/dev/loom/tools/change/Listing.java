package dev.loom.tools.change;

import dev.loom.api.tool.FileChange;
import dev.loom.contracts.change.RecordedChange;
import dev.loom.contracts.change.ChangeList;
import dev.loom.contracts.change.ListChanges;
import java.io.IOException;
import java.util.ArrayList;

/// Changes as they are shown.
final class Listing {
  private static final int DIFF_CHARS_TOTAL_MAX = 4 * 1024 * 1024;

  private final ImageStore images;
  private final int keepDays;
  private final String gone;
  private int diffChars;

  /// @param gone why nothing in the workspace can be undone, empty when something can
  Listing(ImageStore images, int keepDays, String gone) {
    this.images = images;
    this.keepDays = keepDays;
    this.gone = gone;
  }

  ChangeList of(History history, ListChanges question) throws IOException {
    var shown = new ArrayList<RecordedChange>();
    for (var change : history.changes()) {
      var subtask = change.touch().subtaskId();
      if (question.subtaskId().map(subtask::equals).orElse(true)) {
        shown.add(shown(change, question.withDiffs() ? diff(change.touch()) : ""));
      }
    }
    return new ChangeList(shown);
  }

  static FileChange fileChange(History.Recorded change) {
    return new FileChange(change.touch().path(), change.kind().orElseThrow());
  }

  private RecordedChange shown(History.Recorded change, String diff) {
    var touch = change.touch();
    var whyNot = whyNot(change);
    return new RecordedChange(
        change.id(),
        touch.subtaskId(),
        touch.stepId(),
        touch.tool(),
        touch.path(),
        change.kind().orElseThrow(),
        touch.at(),
        change.undone(),
        whyNot.isEmpty(),
        whyNot,
        diff);
  }

  private String whyNot(History.Recorded change) {
    if (change.undone()) {
      return "it is undone already";
    }
    var lack = lack(change.touch(), images);
    if (!lack.isEmpty()) {
      return lack + (lack.equals(FORGOTTEN) ? " after " + keepDays + " days" : "");
    }
    return gone;
  }

  private static final String FORGOTTEN = "what was there before is forgotten";

  /// Why the record alone does not allow to undo a change, empty when it does.
  static String lack(Touch touch, ImageStore images) {
    if (touch.before().kind() == Version.Kind.UNKEPT) {
      return touch.before().note();
    }
    if (touch.after().kind() == Version.Kind.UNKEPT) {
      return touch.after().note();
    }
    return touch.before().kind() == Version.Kind.FILE && !images.isKept(touch.before().hash())
        ? FORGOTTEN
        : "";
  }

  private String diff(Touch touch) throws IOException {
    if (diffChars > DIFF_CHARS_TOTAL_MAX) {
      return "(left out, because the answer is long enough: ask for the changes of one subtask)";
    }
    var diff = new ChangeDiff(images).of(touch);
    diffChars += diff.length();
    return diff;
  }
}
