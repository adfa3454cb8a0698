package dev.loom.processes.definition;

import dev.loom.processes.yaml.LogText;
import java.util.List;
import java.util.Optional;

/// Parses and validates the deliverables of a phase, written as `report.md — description`.
final class DeliverableParser {
  private static final int FILE_CHARS_MAX = 255;
  private static final char EM_DASH = '\u2014';

  private DeliverableParser() {}

  /// Returns the file name without the description after the dash.
  static String parse(String deliverable) {
    var dash = deliverable.indexOf(EM_DASH);
    var file = (dash < 0 ? deliverable : deliverable.substring(0, dash)).strip();
    return file.startsWith("./") ? file.substring(2) : file;
  }

  /// Returns the problem of a file name; empty if it is a path within the workspace.
  static Optional<String> findProblem(String file) {
    var quoted = "'" + LogText.excerpt(file) + "'";
    if (file.isEmpty()) {
      return Optional.of("expected a file name before the dash");
    }
    if (file.length() > FILE_CHARS_MAX || file.chars().anyMatch(Character::isISOControl)) {
      return Optional.of(
          "expected a file name of at most %s characters, none of them control characters; found %s"
              .formatted(FILE_CHARS_MAX, quoted));
    }
    var leavesWorkspace = file.startsWith("/") || List.of(file.split("[/\\\\]")).contains("..");
    return leavesWorkspace
        ? Optional.of("expected a path within the workspace, found " + quoted)
        : Optional.empty();
  }
}
