package dev.loom.orchestrator.policy;

import dev.loom.contracts.task.RiskLevel;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// A program and what it is given, as the rules look at it.
///
/// @param program its name, without a folder
/// @param words its arguments
/// @param command where it stands
record ProgramCall(String program, List<Word> words, SimpleCommand command) {
  private static final int SHOWN_CHARS_MAX = 80;

  List<String> arguments() {
    return words.stream().map(Word::text).toList();
  }

  String argument(int at) {
    return at < words.size() ? words.get(at).text() : "";
  }

  boolean hasAny(String... any) {
    var wanted = List.of(any);
    return words.stream().anyMatch(word -> wanted.contains(word.text()));
  }

  /// @return whether an option of one letter is given, alone or among others
  boolean hasFlag(char letter) {
    return words.stream()
        .map(Word::text)
        .anyMatch(
            word ->
                word.length() > 1
                    && word.charAt(0) == '-'
                    && word.charAt(1) != '-'
                    && word.indexOf(letter) > 0);
  }

  /// @return whether a long option is given, in full or shortened as GNU programs allow
  boolean hasOption(String name) {
    return words.stream().map(Word::text).anyMatch(word -> isOption(word, name));
  }

  private static boolean isOption(String word, String name) {
    int end = word.indexOf('=');
    var given = end < 0 ? word : word.substring(0, end);
    return given.length() > 3 && name.startsWith(given);
  }

  /// @return what follows one of these options, as the next word or after `=`
  Optional<String> optionValue(String... options) {
    for (int i = 0; i < words.size(); i++) {
      var word = words.get(i).text();
      for (var option : options) {
        if (word.equals(option) && i + 1 < words.size()) {
          return Optional.of(words.get(i + 1).text());
        }
        if (word.startsWith(option) && word.length() > option.length()) {
          var rest = word.substring(option.length());
          if (rest.startsWith("=") || !option.startsWith("--")) {
            return Optional.of(rest.startsWith("=") ? rest.substring(1) : rest);
          }
        }
      }
    }
    return Optional.empty();
  }

  /// @return the arguments that are no options
  List<String> operands() {
    return arguments().stream().filter(word -> !word.startsWith("-")).toList();
  }

  /// @return its arguments in lower case, with a space between
  String joinedLowerCase() {
    return String.join(" ", arguments()).toLowerCase(Locale.ROOT);
  }

  /// Asks about it, because it destroys or discloses.
  Optional<ActionRisk> highRisk(String what) {
    return Optional.of(new ActionRisk(what + ": " + commandLine() + ".", RiskLevel.HIGH));
  }

  /// Asks about it, because nobody can say what it does.
  Optional<ActionRisk> mediumRisk(String why) {
    return Optional.of(new ActionRisk(why + ": " + commandLine() + ".", RiskLevel.MEDIUM));
  }

  private String commandLine() {
    var line =
        (program + words.stream().map(word -> " " + word.text()).collect(Collectors.joining()))
            .replace(Word.UNKNOWN, '…')
            .replace(Word.SUPPLIED, '…')
            .replaceAll("\\p{Cntrl}|\\p{Cf}", " ");
    return line.length() <= SHOWN_CHARS_MAX ? line : line.substring(0, SHOWN_CHARS_MAX) + "…";
  }
}
