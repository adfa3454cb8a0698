package dev.loom.risk;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Represents one call of a program, the input of the rules.
///
/// @param program the name of the program without its directory, in lower case
/// @param words the arguments
/// @param command the simple command that contains the call
record ProgramCall(String program, List<Word> words, SimpleCommand command) {
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

  /// @return whether a one-letter option is present, alone or combined with others
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

  /// @return whether a long option is present, in full or abbreviated as GNU programs allow
  boolean hasOption(String name) {
    return words.stream().map(Word::text).anyMatch(word -> isOption(word, name));
  }

  private static boolean isOption(String word, String name) {
    int end = word.indexOf('=');
    var given = end < 0 ? word : word.substring(0, end);
    return given.length() > 3 && name.startsWith(given);
  }

  /// @return the value of the first of these options, from the next word or after `=`
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

  /// @return the arguments that do not start with a hyphen
  List<String> operands() {
    return arguments().stream().filter(word -> !word.startsWith("-")).toList();
  }

  /// @return the arguments in lower case, separated by spaces
  String joinedLowerCase() {
    return String.join(" ", arguments()).toLowerCase(Locale.ROOT);
  }

  /// @param effect the effect of the call, such as "Deletes files recursively"
  Optional<RiskAssessment> highRisk(String effect) {
    return RiskAssessment.high(effect, commandLine());
  }

  /// @param effect the reason why the effect of the call cannot be determined
  Optional<RiskAssessment> mediumRisk(String effect) {
    return RiskAssessment.medium(effect, commandLine());
  }

  private String commandLine() {
    return program + words.stream().map(word -> " " + word.text()).collect(Collectors.joining());
  }
}
