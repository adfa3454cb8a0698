package dev.loom.models.builtin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Recognises the markers with which tools report incomplete output: early ends and omitted
/// middles. Only this class knows their wording.
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

  /// The halves around a marker differ by at most a joined emoji on each side.
  private static final int HALVES_DIFFER_MAX = 20;

  private ToolOutputMarkers() {}

  /// Returns whether the middle of an output is missing.
  static boolean isTruncated(String text) {
    return omittedLength(text) > 0;
  }

  /// Returns the omitted length: characters, or bytes if a program's output was too long to be
  /// kept.
  static long omittedLength(String text) {
    return mark(text).map(mark -> Long.parseLong(mark.group(1))).orElse(0L);
  }

  /// Finds the truncation marker. A marker that is merely quoted is not in the middle of the text.
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

  /// Returns the length of the output before truncation.
  static long wholeLength(String text) {
    // A line feed before and after the marker belongs to it.
    var around = mark(text).map(mark -> mark.end() - mark.start() + 2).orElse(0);
    return text.length() - around + omittedLength(text);
  }

  /// Returns the complete lines of an output, without markers.
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

  /// Returns whether a narrower request could not return more.
  static boolean isComplete(String text) {
    return !isTruncated(text)
        && omittedEntries(text) == 0
        && text.lines().noneMatch(line -> STOPPED.matcher(line).matches());
  }

  /// Returns the number of entries that a listing counted but did not show.
  static long omittedEntries(String text) {
    return text.lines()
        .map(MORE::matcher)
        .filter(more -> more.matches())
        .mapToLong(more -> Long.parseLong(more.group(1)))
        .sum();
  }

  /// Returns whether a listing stopped before it had scanned every folder.
  static boolean isPartialScan(String text) {
    return text.lines().anyMatch(line -> NOT_SCANNED.matcher(line).matches());
  }

  /// Returns the number of skipped items by reason.
  static Map<String, Long> skippedByReason(String text) {
    return text.lines()
        .map(NOT_SEARCHED::matcher)
        .filter(passed -> passed.matches())
        .collect(
            Collectors.toMap(
                passed -> passed.group(2), passed -> Long.parseLong(passed.group(1)), Long::sum));
  }

  /// Returns a file's line count, parsed from the error for a line beyond its end.
  static Optional<Long> lineCountIn(String error) {
    var lines = LINES.matcher(error);
    return lines.find() ? Optional.of(Long.parseLong(lines.group(1))) : Optional.empty();
  }
}
