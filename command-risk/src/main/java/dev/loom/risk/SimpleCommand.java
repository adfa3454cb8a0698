package dev.loom.risk;

import java.util.List;
import java.util.Set;

/// Represents one simple command of a command line: a program with its arguments.
///
/// @param words assignments, program and arguments
/// @param outputFiles the targets of output redirections that overwrite
/// @param appendedFiles the targets of output redirections that append
/// @param inputFiles the sources of input redirections
/// @param hereText the text of its here-documents and here-strings, empty when there is none
/// @param piped whether its standard input is the output of another command
record SimpleCommand(
    List<Word> words,
    List<Word> outputFiles,
    List<Word> appendedFiles,
    List<Word> inputFiles,
    CharSequence hereText,
    boolean piped) {
  /// Shell keywords that a command follows.
  private static final Set<String> LEADING_KEYWORDS =
      Set.of("then", "do", "else", "elif", "if", "while", "until", "!", "{", "coproc");

  SimpleCommand {
    words = List.copyOf(words);
    outputFiles = List.copyOf(outputFiles);
    appendedFiles = List.copyOf(appendedFiles);
    inputFiles = List.copyOf(inputFiles);
  }

  /// @return the words without the leading shell keywords
  static List<Word> withoutLeadingKeywords(List<Word> words) {
    return words.stream().dropWhile(word -> LEADING_KEYWORDS.contains(word.text())).toList();
  }
}
