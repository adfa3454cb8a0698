package dev.loom.risk;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds the program that a program such as `env` or `timeout` runs.
///
/// @param operands the number of words between the options and the program
/// @param optionsWithValue the options that take the next word as their value
/// @param lineOptions the options whose value is a command line
/// @param lookupOptions the options with which the wrapper only looks the program up
record Wrapper(
    int operands,
    Set<String> optionsWithValue,
    List<String> lineOptions,
    List<String> lookupOptions) {
  /// Parses the number of operands and the options.
  static Wrapper parse(List<String> words) {
    var options = words.subList(1, words.size());
    return new Wrapper(
        Integer.parseInt(words.getFirst()),
        Set.copyOf(options),
        withPrefix("line:", options),
        withPrefix("lookup:", options));
  }

  private static List<String> withPrefix(String prefix, List<String> options) {
    return options.stream()
        .filter(option -> option.startsWith(prefix))
        .map(option -> option.substring(prefix.length()))
        .toList();
  }

  /// @return the index of the wrapped program among the arguments, or empty when the wrapper only
  ///   looks a program up
  Optional<Integer> programPosition(List<Word> words) {
    int at = 0;
    while (at < words.size()
        && (words.get(at).text().startsWith("-") && words.get(at).text().length() > 1
            || words.get(at).unquotedAssignmentEnd() > 0)) {
      var word = words.get(at).text();
      if (lookupOptions.contains(word)) {
        return Optional.empty();
      }
      at += optionsWithValue.contains(word) ? 2 : 1;
    }
    return Optional.of(Math.min(at + operands, words.size()));
  }
}
