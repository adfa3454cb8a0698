package dev.loom.orchestrator.policy;

import java.util.List;

/// One program with its arguments, as a command line has it.
///
/// @param words assignments, program and arguments
/// @param written the files its output is redirected to
/// @param read the files its input comes from
/// @param input what a here-document or a here-string hands to it, empty when there is none
/// @param piped whether it reads what another command writes
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
