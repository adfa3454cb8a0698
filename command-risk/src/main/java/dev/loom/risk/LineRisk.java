package dev.loom.risk;

import dev.loom.risk.RiskAssessment.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Assesses what the commands of a line do together: one changes the directory, reads a secret or
/// prints an option, and another uses that.
///
/// @param commands the commands of one line, in their order
/// @param texts what may be in place of a word that is only known at run time
record LineRisk(List<SimpleCommand> commands, List<String> texts) {
  private static final int TEXTS_MAX = 10;

  static LineRisk of(List<SimpleCommand> commands) {
    var texts = commands.stream().flatMap(LineRisk::suppliedTexts).distinct().limit(TEXTS_MAX);
    return new LineRisk(commands, texts.toList());
  }

  /// Assesses changed directories and sent secrets.
  List<RiskAssessment> assess() {
    var risks = new ArrayList<RiskAssessment>();
    var directory = "";
    for (var command : commands) {
      var words = SimpleCommand.withoutLeadingKeywords(command.words());
      if (is("directory-changers", words)) {
        directory = directory(directory, words);
      } else if (isOutside(directory) && writes(command, words)) {
        RiskAssessment.of(
                Level.HIGH,
                ProtectedPath.hasProtectedName(directory) ? "protected" : "boundary",
                "Changes files in a protected directory or outside the workspace",
                "cd " + directory)
            .ifPresent(risks::add);
      }
    }
    if (commands.stream().anyMatch(command -> is("senders", command.words()))) {
      commands.stream()
          .filter(command -> !is("senders", command.words()))
          .filter(command -> !is("non-readers", command.words()))
          .flatMap(
              command -> Stream.concat(command.words().stream(), command.inputFiles().stream()))
          .filter(word -> ProtectedPath.hasProtectedName(word.text()))
          .findFirst()
          .flatMap(
              word ->
                  RiskAssessment.of(Level.HIGH, "transfer", "Sends a protected file", word.text()))
          .ifPresent(risks::add);
    }
    return risks;
  }

  private static boolean is(String list, List<Word> words) {
    var plain = SimpleCommand.withoutLeadingKeywords(words);
    return !plain.isEmpty()
        && RuleTable.words(list).contains(ProgramCall.nameOf(plain.getFirst().text()));
  }

  /// Returns the directory after `cd`, relative to the first one unless it is absolute, empty if it
  /// is not known.
  private static String directory(String current, List<Word> words) {
    var target =
        words.stream()
            .skip(1)
            .filter(word -> !word.text().startsWith("-"))
            .findFirst()
            .orElse(null);
    if (target == null) {
      return words.size() == 1 ? "~" : "";
    }
    var path = target.text();
    if (target.hasUnknown()) {
      return "";
    }
    return path.startsWith("/") || path.startsWith("~") || current.isEmpty()
        ? ProtectedPath.collapseSegments(path)
        : ProtectedPath.collapseSegments(current + "/" + path);
  }

  /// An absolute directory may be the workspace.
  private static boolean isOutside(String directory) {
    return ProtectedPath.hasProtectedName(directory)
        || !directory.startsWith("/") && PathRisk.isOutsideWorkspace(directory + "/x");
  }

  private static boolean writes(SimpleCommand command, List<Word> words) {
    return Stream.of(command.outputFiles(), command.appendedFiles())
            .flatMap(List::stream)
            .anyMatch(file -> !file.text().startsWith("/"))
        || is("writers", words)
            && words.stream()
                .skip(1)
                .anyMatch(word -> !word.text().startsWith("-") && !word.text().startsWith("/"));
  }

  /// Returns a command and, if some of its words are only known at run time, what it is when they
  /// are options that the line prints, or the git directory.
  Stream<SimpleCommand> variants(SimpleCommand command) {
    boolean isKnown =
        Stream.of(command.words(), command.outputFiles(), command.appendedFiles())
            .flatMap(List::stream)
            .noneMatch(Word::hasUnknown);
    return isKnown
        ? Stream.of(command)
        : Stream.concat(Stream.of(command), texts.stream().map(text -> replace(command, text)));
  }

  private static Stream<String> suppliedTexts(SimpleCommand command) {
    var words = command.words();
    var texts = words.stream().map(Word::text).toList();
    if (is("git-programs", words) && texts.contains("rev-parse")) {
      return texts.stream().filter(text -> text.endsWith("-dir")).map(text -> ".git");
    }
    int start = texts.contains("set") ? texts.indexOf("--") : 0;
    return start >= 0 && is("text-suppliers", words)
        ? texts.stream()
            .skip(start)
            .filter(text -> text.startsWith("-") && text.indexOf(Word.UNKNOWN) < 0)
        : Stream.of();
  }

  private static SimpleCommand replace(SimpleCommand command, String text) {
    return new SimpleCommand(
        replace(command.words(), text),
        replace(command.outputFiles(), text),
        replace(command.appendedFiles(), text),
        command.inputFiles(),
        command.hereText(),
        command.piped());
  }

  private static List<Word> replace(List<Word> words, String text) {
    return words.stream()
        .map(
            word ->
                word.text().indexOf(Word.UNKNOWN) == 0
                    ? Word.unquoted(text + word.text().substring(1))
                    : word)
        .toList();
  }
}
