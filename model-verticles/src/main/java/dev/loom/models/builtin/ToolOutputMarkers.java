package dev.loom.models.builtin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What tools say about their own outputs: that they end early, or lack their middle. The only
/// place that knows these words.
final class ToolOutputMarkers {
  private static final Pattern TRUNCATED =
      Pattern.compile("(?m)^\\.\\.\\. \\[(\\d{1,15}) (characters|bytes) left out\\] \\.\\.\\.$");
  private static final Pattern MORE =
      Pattern.compile("\\.\\.\\. \\((\\d{1,15}) more (?:files|entries)\\)");
  private static final Pattern STOPPED =
      Pattern.compile("\\.\\.\\. \\(stopped after \\d+ matches\\)");
  private static final Pattern NOT_SCANNED =
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

  private ToolOutputMarkers() {}

  /// Whether an output lacks its middle.
  static boolean isTruncated(String text) {
    return omittedLength(text) > 0;
  }

  /// How much of an output is missing in its middle: characters, or bytes when a program's output
  /// was too long even to be kept.
  static long omittedLength(String text) {
    return mark(text).map(mark -> Long.parseLong(mark.group(1))).orElse(0L);
  }

  /// The place where an output was cut. A text that only quotes the mark has it elsewhere.
  private static Optional<MatchResult> mark(String text) {
    return TRUNCATED
        .matcher(text)
        .results()
        .filter(
            mark ->
                mark.group(2).equals("bytes")
                    || Math.abs(mark.start() - (text.length() - mark.end())) <= HALVES_DIFFER_MAX)
        .findFirst();
  }

  /// How long an output was before it lost its middle.
  static long wholeLength(String text) {
    // The mark stands between two line feeds of its own.
    var around = mark(text).map(mark -> mark.end() - mark.start() + 2).orElse(0);
    return text.length() - around + omittedLength(text);
  }

  /// The lines of an output that are whole, without the remarks.
  static List<String> wholeLines(String text) {
    var mark = mark(text);
    var head = text.substring(0, mark.map(MatchResult::start).orElse(text.length())).lines();
    if (mark.isEmpty()) {
      return entries(head);
    }
    var before = head.toList();
    var after = text.substring(Math.min(text.length(), mark.get().end() + 1)).lines().skip(1);
    return entries(Stream.concat(before.stream().limit(Math.max(0, before.size() - 1)), after));
  }

  private static List<String> entries(Stream<String> lines) {
    return lines.filter(line -> !line.isBlank() && !isMarker(line)).toList();
  }

  private static boolean isMarker(String line) {
    return NOTHING.contains(line.strip())
        || MORE.matcher(line).matches()
        || STOPPED.matcher(line).matches()
        || NOT_SCANNED.matcher(line).matches()
        || NOT_SEARCHED.matcher(line).matches();
  }

  /// Whether an output has everything that a narrower question could still bring.
  static boolean isComplete(String text) {
    return !isTruncated(text)
        && omittedEntries(text) == 0
        && text.lines().noneMatch(line -> STOPPED.matcher(line).matches());
  }

  /// How many entries a listing only counted.
  static long omittedEntries(String text) {
    return text.lines()
        .map(MORE::matcher)
        .filter(more -> more.matches())
        .mapToLong(more -> Long.parseLong(more.group(1)))
        .sum();
  }

  /// Whether a listing gave up before it had seen every folder.
  static boolean isPartialScan(String text) {
    return text.lines().anyMatch(line -> NOT_SCANNED.matcher(line).matches());
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
  static Optional<Long> lineCountIn(String error) {
    var lines = LINES.matcher(error);
    return lines.find() ? Optional.of(Long.parseLong(lines.group(1))) : Optional.empty();
  }
}
