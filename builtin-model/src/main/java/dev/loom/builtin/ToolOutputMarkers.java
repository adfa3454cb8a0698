package dev.loom.builtin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Recognises the markers with which tools report incomplete output: early ends and omitted
/// middles.
final class ToolOutputMarkers {
  private static final Pattern TRUNCATION =
      Pattern.compile("(?m)^\\.\\.\\. \\[(\\d{1,15}) (characters|bytes) left out\\] \\.\\.\\.$");
  private static final Pattern OMITTED_ENTRIES =
      Pattern.compile("\\.\\.\\. \\((\\d{1,15}) more (?:files|entries)\\)");
  private static final Pattern STOPPED_EARLY =
      Pattern.compile("\\.\\.\\. \\(stopped after \\d+ matches\\)");
  private static final Pattern NOT_SCANNED =
      Pattern.compile("\\(only the first \\d+ entries were looked at\\)");
  private static final Pattern NOT_SEARCHED =
      Pattern.compile(
          "\\((\\d{1,15}) (files larger than .+ were not searched|very long lines were searched .+)"
              + "\\)");
  private static final Pattern LINES = Pattern.compile(" has (\\d{1,10}) lines; there is no line ");
  private static final List<String> EMPTY_OUTPUTS =
      List.of("No files matched.", "(empty directory)", "(cannot be read)");

  /// The largest length difference of the halves around a marker.
  /// [dev.loom.contracts.text.TextTruncator#middle] shortens either half by up to 128 chars to keep
  /// a grapheme cluster whole; an odd limit adds 1.
  private static final int HALVES_DIFFER_MAX = 129;

  private ToolOutputMarkers() {}

  /// Returns whether the middle of an output is missing.
  static boolean isTruncated(String text) {
    return omittedLength(text) > 0;
  }

  /// Returns the omitted length: characters, or bytes if a program's output was too long to be
  /// kept.
  static long omittedLength(String text) {
    return findTruncation(text).map(marker -> Long.parseLong(marker.group(1))).orElse(0L);
  }

  /// Finds the truncation marker. A marker elsewhere than in the middle of the text is only quoted.
  private static Optional<MatchResult> findTruncation(String text) {
    return TRUNCATION
        .matcher(text)
        .results()
        .filter(
            marker ->
                marker.group(2).equals("bytes")
                    || Math.abs(marker.start() - (text.length() - marker.end()))
                        <= HALVES_DIFFER_MAX)
        .findFirst();
  }

  /// Returns the length of the output before truncation.
  static long wholeLength(String text) {
    // A line feed before and after the marker belongs to it.
    var markerLength =
        findTruncation(text).map(marker -> marker.end() - marker.start() + 2).orElse(0);
    return text.length() - markerLength + omittedLength(text);
  }

  /// Returns the complete lines of an output, without markers.
  static List<String> wholeLines(String text) {
    var marker = findTruncation(text);
    var head = text.substring(0, marker.map(MatchResult::start).orElse(text.length())).lines();
    if (marker.isEmpty()) {
      return entries(head);
    }
    var before = head.toList();
    var after = text.substring(Math.min(text.length(), marker.get().end() + 1)).lines().skip(1);
    return entries(Stream.concat(before.stream().limit(Math.max(0, before.size() - 1)), after));
  }

  private static List<String> entries(Stream<String> lines) {
    return lines.filter(line -> !line.isBlank() && !isMarker(line)).toList();
  }

  private static boolean isMarker(String line) {
    return EMPTY_OUTPUTS.contains(line.strip())
        || OMITTED_ENTRIES.matcher(line).matches()
        || STOPPED_EARLY.matcher(line).matches()
        || NOT_SCANNED.matcher(line).matches()
        || NOT_SEARCHED.matcher(line).matches();
  }

  /// Returns whether a narrower request could not return more.
  static boolean isComplete(String text) {
    return !isTruncated(text)
        && omittedEntries(text) == 0
        && text.lines().noneMatch(line -> STOPPED_EARLY.matcher(line).matches());
  }

  /// Returns the number of entries that a listing counted but did not show.
  static long omittedEntries(String text) {
    return text.lines()
        .map(OMITTED_ENTRIES::matcher)
        .filter(match -> match.matches())
        .mapToLong(match -> Long.parseLong(match.group(1)))
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
        .filter(match -> match.matches())
        .collect(
            Collectors.toMap(
                match -> match.group(2), match -> Long.parseLong(match.group(1)), Long::sum));
  }

  /// Returns a file's line count, parsed from the error for a line beyond its end.
  static Optional<Long> lineCountIn(String error) {
    var lines = LINES.matcher(error);
    return lines.find() ? Optional.of(Long.parseLong(lines.group(1))) : Optional.empty();
  }
}
