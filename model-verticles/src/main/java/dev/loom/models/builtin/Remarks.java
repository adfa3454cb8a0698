package dev.loom.models.builtin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What tools say about their own outputs: that they end early, or lack their middle. The only
/// place that knows these words.
final class Remarks {
  private static final Pattern CUT =
      Pattern.compile("(?m)^\\.\\.\\. \\[(\\d{1,15}) (characters|bytes) left out\\] \\.\\.\\.$");
  private static final Pattern MORE =
      Pattern.compile("\\.\\.\\. \\((\\d{1,15}) more (?:files|entries)\\)");
  private static final Pattern STOPPED =
      Pattern.compile("\\.\\.\\. \\(stopped after \\d+ matches\\)");
  private static final Pattern NOT_LOOKED_AT =
      Pattern.compile("\\(only the first \\d+ entries were looked at\\)");
  private static final Pattern NOT_SEARCHED =
      Pattern.compile(
          "\\((\\d{1,15}) (files larger than .+ were not searched|very long lines were searched .+)"
              + "\\)");
  private static final Pattern LINES = Pattern.compile(" has (\\d{1,10}) lines; there is no line ");
  private static final List<String> NOTHING =
      List.of("No files matched.", "(empty directory)", "(cannot be read)");

  /// The halves beside the mark differ by no more than a surrogate pair on either side.
  private static final int HALVES_DIFFER_MAX = 3;

  private Remarks() {}

  /// Whether an output lacks its middle.
  static boolean isCut(String text) {
    return leftOut(text) > 0;
  }

  /// How much of an output is missing in its middle: characters, or bytes when a program's output
  /// was too long even to be kept. A text that only quotes the mark has it elsewhere.
  static long leftOut(String text) {
    var mark = CUT.matcher(text);
    while (mark.find()) {
      var halvesDiffer = Math.abs(mark.start() - (text.length() - mark.end()));
      if (mark.group(2).equals("bytes") || halvesDiffer <= HALVES_DIFFER_MAX) {
        return Long.parseLong(mark.group(1));
      }
    }
    return 0;
  }

  /// The lines of an output that are whole, without the remarks.
  static List<String> wholeLines(String text) {
    var mark = CUT.matcher(text);
    if (!isCut(text) || !mark.find()) {
      return text.lines().filter(line -> !line.isBlank() && !isRemark(line)).toList();
    }
    var head = text.substring(0, mark.start()).lines().toList();
    var tail = text.substring(Math.min(text.length(), mark.end() + 1)).lines().toList();
    return Stream.concat(head.stream().limit(Math.max(0, head.size() - 1)), tail.stream().skip(1))
        .filter(line -> !line.isBlank() && !isRemark(line))
        .toList();
  }

  private static boolean isRemark(String line) {
    return NOTHING.contains(line.strip())
        || MORE.matcher(line).matches()
        || STOPPED.matcher(line).matches()
        || NOT_LOOKED_AT.matcher(line).matches()
        || NOT_SEARCHED.matcher(line).matches();
  }

  /// Whether an output has everything that a narrower question could still bring.
  static boolean isComplete(String text) {
    return !isCut(text)
        && more(text) == 0
        && text.lines().noneMatch(line -> STOPPED.matcher(line).matches());
  }

  /// How many entries a listing only counted.
  static long more(String text) {
    return text.lines()
        .map(MORE::matcher)
        .filter(more -> more.matches())
        .mapToLong(more -> Long.parseLong(more.group(1)))
        .sum();
  }

  /// Whether a listing gave up before it had seen every folder.
  static boolean gaveUp(String text) {
    return text.lines().anyMatch(line -> NOT_LOOKED_AT.matcher(line).matches());
  }

  /// What a search passed over: how many, by what.
  static Map<String, Long> notSearched(String text) {
    return text.lines()
        .map(NOT_SEARCHED::matcher)
        .filter(passed -> passed.matches())
        .collect(
            Collectors.toMap(
                passed -> passed.group(2), passed -> Long.parseLong(passed.group(1)), Long::sum));
  }

  /// How many lines a file has, from the refusal of a line that it has not.
  static Optional<Long> linesOfFile(String refusal) {
    var lines = LINES.matcher(refusal);
    return lines.find() ? Optional.of(Long.parseLong(lines.group(1))) : Optional.empty();
  }
}
