package dev.loom.models.builtin;

import java.util.List;
import java.util.Optional;

/// Something the rules can do. Paths are relative to the workspace, `.` is the workspace itself.
sealed interface Intent {
  /// Looks the whole folder over.
  record TakeInventory(String folder) implements Intent {}

  /// Counts files by their types.
  record CountFiles(String folder, FileType kind) implements Intent {}

  /// Counts the lines, words or characters of one file.
  record Measure(String path) implements Intent {}

  /// Finds every line with one of these words.
  record FindMarkers(List<String> words, String folder) implements Intent {}

  /// Finds files of a kind, all or those that mention something.
  record FindFiles(String folder, FileType kind, Optional<String> mention) implements Intent {}

  /// Finds every line with a text.
  record SearchText(String text, String folder) implements Intent {}

  /// Shows what a folder holds.
  record ListFolder(String folder) implements Intent {}

  /// Shows what a file says.
  record ReadFile(String path) implements Intent {}

  /// Shows a file's headings and first sentences.
  record Summarise(String path) implements Intent {}

  /// Writes what was found before to a file.
  record Save(String path) implements Intent {}

  /// Writes a given text to a file.
  record CreateFile(String path, String content) implements Intent {}

  /// Runs a command.
  record RunCommand(String command) implements Intent {}

  /// Computes a number.
  record Calculate(String expression) implements Intent {}

  /// Not understood, and so not done.
  record Unknown(String clause) implements Intent {}

  /// Whether it changes something, so that what comes after it waits for it.
  default boolean hasEffect() {
    return switch (this) {
      case Save save -> true;
      case CreateFile create -> true;
      case RunCommand run -> true;
      case TakeInventory stock -> false;
      case CountFiles count -> false;
      case Measure measure -> false;
      case FindMarkers find -> false;
      case FindFiles find -> false;
      case SearchText search -> false;
      case ListFolder list -> false;
      case ReadFile read -> false;
      case Summarise summarise -> false;
      case Calculate calculate -> false;
      case Unknown unknown -> true;
    };
  }
}
