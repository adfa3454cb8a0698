package dev.loom.risk;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Represents one call of a program, the input of the rules.
///
/// @param program the name of the program without its directory, in lower case; `git push` for a
///   subcommand, `variable NAME` for an assignment of the argument
/// @param words the arguments
/// @param nested analyzes commands that the program would run
record ProgramCall(String program, List<Word> words, CommandRisk nested) {
  /// Precedes the name of a variable; no program name contains a space.
  static final String VARIABLE = "variable ";

  /// @return the name of a program without its directory
  static String nameOf(String word) {
    return word.substring(Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1);
  }

  /// @return the simple command that contains the call
  SimpleCommand command() {
    return nested.command();
  }

  List<String> arguments() {
    return words.stream().map(Word::text).toList();
  }

  String argument(int at) {
    return at < words.size() ? words.get(at).text() : "";
  }

  /// @return the argument at a position, or all for [Condition#ANYWHERE]
  List<Word> wordsAt(int at) {
    return at == Condition.ANYWHERE ? words : words.subList(at, at + 1);
  }

  /// @return the arguments after a position
  List<Word> rest(int at) {
    return words.subList(at + 1, words.size());
  }

  /// @return the call of the subcommand that the argument names
  ProgramCall subcommand(int at) {
    return new ProgramCall(program + " " + argument(at), rest(at), nested);
  }

  /// @param letters one-letter options
  /// @return whether a word contains one of the options, alone or combined with others
  static boolean isFlag(String word, String letters) {
    return word.startsWith("-")
        && !word.startsWith("--")
        && word.chars().skip(1).anyMatch(letter -> letters.indexOf(letter) >= 0);
  }

  /// @return whether a word is a long option, in full or abbreviated as GNU programs allow
  static boolean isOption(String word, String name) {
    int end = word.indexOf('=');
    var given = end < 0 ? word : word.substring(0, end);
    return given.length() > 3 && name.startsWith(given);
  }

  boolean hasFlag(String letters) {
    return words.stream().anyMatch(word -> isFlag(word.text(), letters));
  }

  boolean hasOption(String name) {
    return words.stream().anyMatch(word -> isOption(word.text(), name));
  }

  /// @param at the argument that must be the value or contain it, or [Condition#ANYWHERE]
  /// @return the first value of one of these options, from the next word or after `=`
  Optional<String> optionValue(int at, List<String> options) {
    return at == Condition.ANYWHERE
        ? IntStream.range(0, words.size())
            .mapToObj(i -> valueAt(i, options))
            .flatMap(Optional::stream)
            .findFirst()
        : valueAt(at, options);
  }

  private Optional<String> valueAt(int at, List<String> options) {
    return at > 0 && options.contains(argument(at - 1))
        ? Optional.of(argument(at))
        : attachedValue(at, options);
  }

  private Optional<String> attachedValue(int at, List<String> options) {
    var word = argument(at);
    for (var option : options) {
      var rest = word.startsWith(option) ? word.substring(option.length()) : "";
      if (rest.startsWith("=") || !rest.isEmpty() && !option.startsWith("--")) {
        return Optional.of(rest.startsWith("=") ? rest.substring(1) : rest);
      }
    }
    return Optional.empty();
  }

  /// @return the arguments that do not start with a hyphen
  List<Word> operands() {
    return words.stream().filter(word -> !word.text().startsWith("-")).toList();
  }

  /// @return the first operand, or the second after `set`, and the last, joined by `=`
  String setting() {
    var operands = operands();
    int name = !operands.isEmpty() && operands.getFirst().text().equals("set") ? 1 : 0;
    return name < operands.size()
        ? operands.get(name).text() + "=" + operands.getLast().text()
        : "=";
  }

  /// @return the arguments and the here-document in lower case, for the search of phrases
  String input() {
    return " "
        + String.join(" ", arguments()).toLowerCase(Locale.ROOT).replaceAll("\\s+", " ")
        + " "
        + command().hereText().toString().toLowerCase(Locale.ROOT);
  }

  /// @return the call as the user is shown it
  String line() {
    return program.startsWith(VARIABLE)
        ? program.substring(VARIABLE.length()) + "=" + argument(0)
        : program + words.stream().map(word -> " " + word.text()).collect(Collectors.joining());
  }
}
