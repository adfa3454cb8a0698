package dev.loom.tools.file;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Translates the indentation of a model's text into that of the file, as the lines that both have
/// show: the same prefix is added to every line, or each step is written in another way.
///
/// @param pairs the indentation of the lines in the model's text and in the file
record IndentationMap(List<Pair> pairs) {
  /// Each step of indentation, as the model writes it and as the file has it.
  private static final List<Map.Entry<String, String>> STEPS =
      List.of(
          Map.entry("\t", "  "),
          Map.entry("\t", "    "),
          Map.entry("\t", " ".repeat(8)),
          Map.entry("  ", "\t"),
          Map.entry("    ", "\t"),
          Map.entry(" ".repeat(8), "\t"),
          Map.entry("  ", "    "),
          Map.entry("    ", "  "));

  /// The indentation of a line in the model's text and in the file.
  record Pair(String model, String file) {}

  /// Learns from the lines of a place that starts its line.
  ///
  /// A first line without indentation says nothing if the other lines have that of the file. If it
  /// is the only line, the new lines show whether they have it.
  static IndentationMap learn(List<Pair> lines, String newText) {
    if (lines.isEmpty() || !lines.getFirst().model().isEmpty()) {
      return new IndentationMap(lines.stream().distinct().toList());
    }
    var others = lines.subList(1, lines.size());
    var isInFileForm =
        others.isEmpty()
            ? isInFileForm(newText, lines.getFirst().file())
            : others.stream().allMatch(pair -> pair.model().equals(pair.file()));
    return new IndentationMap((isInFileForm ? others : lines).stream().distinct().toList());
  }

  /// Returns whether all lines but the first have at least the indentation that the first one has
  /// in the file, and more behind the start of a block.
  private static boolean isInFileForm(String newText, String indentation) {
    var lines = newText.lines().filter(line -> !line.isBlank()).toList();
    var least = indentation + (lines.getFirst().stripTrailing().matches(".*[:({\\[]") ? " " : "");
    return lines.stream()
        .skip(1)
        .allMatch(line -> line.replace('\t', ' ').startsWith(least.replace('\t', ' ')));
  }

  boolean isIdentity() {
    return pairs.stream().allMatch(pair -> pair.model().equals(pair.file()));
  }

  /// Returns whether the lines are nested as in the file. A model loses indentation, but adds none;
  /// lines with more blanks than in the file are others, unless the steps are longer.
  boolean isConsistent() {
    var isDeeper =
        pairs.stream()
            .anyMatch(
                pair ->
                    pair.model().length() > pair.file().length()
                        && (pair.model().contains("\t") || !pair.file().contains("\t")));
    return (!isDeeper || pairs.contains(new Pair("", "")))
        && pairs.stream()
            .allMatch(
                pair ->
                    pairs.stream()
                        .allMatch(
                            other ->
                                Integer.compare(width(pair.model()), width(other.model()))
                                    == Integer.compare(width(pair.file()), width(other.file()))));
  }

  private static int width(String indentation) {
    return indentation.replace("\t", " ".repeat(8)).length();
  }

  /// Translates an indentation.
  ///
  /// @return empty if the lines leave open what it is in the file
  Optional<String> translate(String indentation) {
    if (isIdentity()) {
      return Optional.of(indentation);
    }
    for (var pair : pairs) {
      if (pair.model().equals(indentation)) {
        return Optional.of(pair.file());
      }
    }
    var possible =
        new HashSet<>(
            STEPS.stream().flatMap(step -> rewritten(indentation, step).stream()).toList());
    var first = pairs.getFirst();
    if (first.file().endsWith(first.model())) {
      var added = first.file().substring(0, first.file().length() - first.model().length());
      if (pairs.stream().allMatch(pair -> pair.file().equals(added + pair.model()))) {
        possible.add(added + indentation);
      }
    }
    return possible.size() == 1 ? Optional.of(possible.iterator().next()) : Optional.empty();
  }

  private Optional<String> rewritten(String indentation, Map.Entry<String, String> step) {
    var isStep = pairs.stream().allMatch(pair -> pair.file().equals(rewrite(pair.model(), step)));
    var result = rewrite(indentation, step);
    return isStep && !(result.contains("\t") && result.contains(" "))
        ? Optional.of(result)
        : Optional.empty();
  }

  private static String rewrite(String indentation, Map.Entry<String, String> step) {
    return indentation.replace(step.getKey(), step.getValue());
  }
}
