package dev.loom.risk;

import java.util.List;

/// Represents one simple command of a command line: a program with its arguments.
///
/// @param words assignments, program and arguments
/// @param outputFiles the targets of output redirections
/// @param inputFiles the sources of input redirections
/// @param hereText the text of its here-documents and here-strings, empty when there is none
/// @param piped whether its standard input is the output of another command
record SimpleCommand(
    List<Word> words,
    List<Word> outputFiles,
    List<Word> inputFiles,
    CharSequence hereText,
    boolean piped) {
  SimpleCommand {
    words = List.copyOf(words);
    outputFiles = List.copyOf(outputFiles);
    inputFiles = List.copyOf(inputFiles);
  }
}
