package dev.loom.builtin;

import java.util.List;
import java.util.Optional;

/// An action that the rules can perform. Paths are relative to the workspace; `.` is the workspace
/// itself.
sealed interface Intent {
  /// Takes an inventory of a folder: file counts and markers.
  record TakeInventory(String folder) implements Intent {}

  /// Counts files by type.
  record CountFiles(String folder, FileType kind) implements Intent {}

  /// Counts the lines, words and characters of a file.
  record Measure(String path) implements Intent {}

  /// Finds all lines with one of these words.
  record FindMarkers(List<String> words, String folder) implements Intent {}

  /// Finds files of a type, all or those that contain a text.
  record FindFiles(String folder, FileType kind, Optional<String> mention) implements Intent {}

  /// Finds all lines with a text.
  record SearchText(String text, String folder) implements Intent {}

  /// Lists a folder.
  record ListFolder(String folder) implements Intent {}

  /// Shows the content of a file.
  record ReadFile(String path) implements Intent {}

  /// Shows the headings and first sentences of a file.
  record Summarise(String path) implements Intent {}

  /// Writes earlier results to a file.
  record Save(String path) implements Intent {}

  /// Writes a given text to a file.
  record CreateFile(String path, String content) implements Intent {}

  /// Runs a shell command.
  record RunCommand(String command) implements Intent {}

  /// Evaluates an expression.
  record Calculate(String expression) implements Intent {}

  /// A clause that was not understood and is not performed.
  record Unknown(String clause) implements Intent {}

  /// Returns whether the action has a side effect, so that later steps must wait for it.
  default boolean hasEffect() {
    return switch (this) {
      case Save _ -> true;
      case CreateFile _ -> true;
      case RunCommand _ -> true;
      case TakeInventory _ -> false;
      case CountFiles _ -> false;
      case Measure _ -> false;
      case FindMarkers _ -> false;
      case FindFiles _ -> false;
      case SearchText _ -> false;
      case ListFolder _ -> false;
      case ReadFile _ -> false;
      case Summarise _ -> false;
      case Calculate _ -> false;
      case Unknown _ -> true;
    };
  }
}
