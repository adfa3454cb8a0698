package dev.loom.builtin;

/// A kind of request that the rules understand.
enum Action {
  /// Counts the files of a folder and finds its markers.
  TAKE_INVENTORY("take-stock", false),
  COUNT_FILES("count-files", false),
  /// Counts the lines, words and characters of a file.
  MEASURE("count-lines", false),
  /// Finds all lines with one of some words.
  FIND_MARKERS("find-markers", false),
  /// Finds files of a type, all or those that contain a text.
  FIND_FILES("find-files", false),
  /// Finds all lines with a text.
  SEARCH_TEXT("search", false),
  LIST_FOLDER("list-folder", false),
  READ_FILE("read-file", false),
  /// Writes earlier results to a file.
  SAVE("write-report", true),
  /// Writes a given text to a file.
  CREATE_FILE("create-file", true),
  RUN_COMMAND("run-command", true),
  CALCULATE("calculate", false),
  /// A clause that was not understood and is not performed.
  UNKNOWN("task", true);

  private final String stepId;
  private final boolean hasEffect;

  Action(String stepId, boolean hasEffect) {
    this.stepId = stepId;
    this.hasEffect = hasEffect;
  }

  /// Returns the id of the first step with this action.
  String stepId() {
    return stepId;
  }

  /// Returns whether the action has a side effect, so that later steps must wait for it.
  boolean hasEffect() {
    return hasEffect;
  }

  /// Returns whether the action is about one file, which a later `it` can refer to.
  boolean isAboutFile() {
    return this == READ_FILE || this == MEASURE || this == CREATE_FILE;
  }
}
