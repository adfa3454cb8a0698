package dev.loom.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Checks the files of a workspace at the end.
final class KillCampaignFileChecks {
  static final String BEFORE = "count:\n";

  private static final String AFTER = after();

  private KillCampaignFileChecks() {}

  /// Returns the final text: each edit inserts before the earlier ones.
  private static String after() {
    var text = new StringBuilder("count:");
    for (int edit = CampaignModelScript.EDITS; edit > 0; edit--) {
      text.append(' ').append(edit);
    }
    return text.append('\n').toString();
  }

  /// Returns the violations in the workspace of a task.
  ///
  /// @param undone whether the changes of the task were undone
  static List<String> violations(KillCampaignSubmissions.Submission submission, boolean undone)
      throws IOException {
    var found = new ArrayList<String>();
    var workspace = submission.workspace();
    switch (submission.kind()) {
      case FILES -> {
        expect(found, workspace.resolve("start.txt"), undone ? BEFORE : AFTER);
        if (undone == Files.exists(workspace.resolve("edits.txt"))) {
          found.add(workspace + ": edits.txt is " + (undone ? "still" : "not") + " there");
        }
      }
      case ASK ->
          expect(
              found, workspace.resolve("asked.txt"), KillCampaignUsers.colour(submission.number()));
      case REPLAN -> expect(found, workspace.resolve("lost.txt"), "part found");
      case RETRY -> {
        expect(found, workspace.resolve("absent.txt"), "part absent");
        expect(found, workspace.resolve("f.txt"), "part f");
      }
      case ABORT -> {
        if (!Files.exists(workspace.resolve("victim"))) {
          found.add(workspace + ": the victim was removed without approval");
        }
      }
      case GRAPH, DANGER, CANCEL, PAUSE, STEER, TOKENS, CALLS -> {
        // Checked by the effect log.
      }
    }
    return found;
  }

  private static void expect(List<String> found, Path file, String expected) throws IOException {
    var content = Files.exists(file) ? Files.readString(file) : "nothing";
    if (!content.equals(expected)) {
      found.add(file + " holds '" + content + "' instead of '" + expected + "'");
    }
  }
}
