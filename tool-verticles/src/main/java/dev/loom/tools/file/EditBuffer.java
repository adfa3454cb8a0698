package dev.loom.tools.file;

import dev.loom.tools.file.Edit.EditException;
import java.util.ArrayList;
import java.util.List;

/// Holds the text of a file while edits are applied. Keeps the byte order mark and existing line
/// endings; inserted lines get the line ending that most lines of the file have.
///
/// A match is exact, or differs in white space only. It is unique, begins and ends between words,
/// and leaves no doubt about the indentation and the line ends of the result; everything else is
/// refused.
final class EditBuffer {
  private final String path;
  private final TextFormat format;
  private final List<String> notes = new ArrayList<>();
  private String text;
  private int linesRemoved;
  private int linesAdded;

  EditBuffer(String path, String text) {
    this.path = path;
    this.format = TextFormat.of(text);
    this.text = TextFormat.withoutMark(text);
  }

  /// Applies one edit to the current text.
  ///
  /// @throws EditException if the old text does not match exactly one place
  void apply(Edit edit) throws EditException, InterruptedException {
    var oldText = TextFormat.withoutMark(edit.oldText());
    var newText = format.withLineEndings(TextFormat.withoutMark(edit.newText()));
    if (oldText.isEmpty()) {
      throw edit.failure("old_str cannot be empty.");
    }
    if (!text.contains(oldText)) {
      oldText = format.withLineEndings(oldText);
    }
    var places = places(oldText);
    if (places.isEmpty()) {
      replaceEquivalent(edit, oldText, newText);
    } else if (edit.replaceAll()) {
      replaceAll(edit, oldText, newText);
    } else if (places.size() > 1) {
      throw edit.failure(
          "old_str appears %d times in %s. Provide more surrounding context to make it unique, or set replace_all to replace each."
              .formatted(places.size(), path));
    } else {
      replaceExact(edit, places.getFirst(), oldText, newText);
    }
  }

  /// All offsets of a text, also of occurrences that overlap.
  private List<Integer> places(String oldText) {
    var places = new ArrayList<Integer>();
    for (var at = text.indexOf(oldText); at >= 0; at = text.indexOf(oldText, at + 1)) {
      places.add(at);
    }
    return places;
  }

  private void replaceExact(Edit edit, int start, String oldText, String newText)
      throws EditException {
    var end = start + oldText.length();
    for (var edge : List.of(start, end)) {
      if (WordBoundary.isInside(text, edge)) {
        throw edit.failure(
            "old_str begins or ends inside the word '%s' in line %d of %s. Give whole words."
                .formatted(wordAt(edge), line(edge), path));
      }
    }
    checkEdges(edit, start, end, oldText, newText);
    replace(start, end, newText);
  }

  private String wordAt(int offset) {
    var start = offset;
    while (start > 0 && !CompactText.isWhiteSpace(text.charAt(start - 1)) && offset - start < 40) {
      start--;
    }
    var end = offset;
    while (end < text.length()
        && !CompactText.isWhiteSpace(text.charAt(end))
        && end - offset < 40) {
      end++;
    }
    return text.substring(start, end);
  }

  private void checkEdges(Edit edit, int start, int end, String oldText, String newText)
      throws EditException {
    if (EditEdges.joinsLines(text, start, end, oldText, newText)) {
      throw edit.failure(
          "old_str and new_str must both begin, and both end, with a line end or without, so that no lines of %s are joined. To join lines, include both in old_str."
              .formatted(path));
    }
    if (EditEdges.losesIndentation(text, start, oldText, newText)) {
      throw edit.failure(
          "The indentation of new_str does not fit that of old_str in line %d of %s. Start both with the whole line before, and indent every line as in the file."
              .formatted(line(start), path));
    }
  }

  private void replaceAll(Edit edit, String oldText, String newText) throws EditException {
    var whole = 0;
    var inside = 0;
    var result = new StringBuilder();
    var last = 0;
    for (var at = text.indexOf(oldText); at >= 0; at = text.indexOf(oldText, last)) {
      var end = at + oldText.length();
      checkEdges(edit, at, end, oldText, newText);
      if (WordBoundary.isInside(text, at) || WordBoundary.isInside(text, end)) {
        inside++;
      } else {
        whole++;
      }
      result.append(text, last, at).append(newText);
      last = end;
    }
    notes.add(
        "%d occurrences replaced".formatted(whole + inside)
            + (inside == 0 ? "" : ", %d of them inside longer words".formatted(inside)));
    count(oldText, newText, whole + inside);
    text = result.append(text.substring(last)).toString();
  }

  /// Replaces the place that differs in white space only.
  private void replaceEquivalent(Edit edit, String oldText, String newText)
      throws EditException, InterruptedException {
    var matches = WhiteSpaceMatch.find(new CompactText(text), new CompactText(oldText));
    if (matches.isEmpty()) {
      throw edit.failure("old_str not found in " + path + "." + ClosestLines.render(text, oldText));
    }
    var match = matches.getFirst();
    if (matches.size() > 1) {
      throw edit.failure(
          "old_str matches %s only approximately, at line %d and at line %d. Provide more surrounding context to make it unique."
              .formatted(path, line(match), line(matches.getLast())));
    }
    var start = oldText.stripLeading().equals(oldText) ? firstOffset(match) : match.lineStart();
    checkEdges(edit, start, match.file().end(match.end() - 1), oldText, newText);
    var merged = WhiteSpaceMerge.replace(match, text, newText);
    if (merged.isEmpty()) {
      throw edit.failure(
          "old_str equals %s at line %d except for white space, which leaves the indentation of new_str open. Copy old_str from the file with its white space."
                  .formatted(path, line(match))
              + ClosestLines.render(text, oldText));
    }
    notes.add("fuzzy match used: " + match.describeDifferences(text));
    replace(merged.get().start(), merged.get().end(), merged.get().text());
  }

  private static int firstOffset(WhiteSpaceMatch match) {
    return match.file().start(match.at());
  }

  private int line(WhiteSpaceMatch match) {
    return line(firstOffset(match));
  }

  /// The number of the line at an offset, counted from 1.
  private int line(int offset) {
    return LineOffsets.of(text.substring(0, offset) + "x").count();
  }

  private void replace(int start, int end, String replacement) {
    count(text.substring(start, end), replacement, 1);
    text = text.substring(0, start) + replacement + text.substring(end);
  }

  private void count(String oldText, String newText, int times) {
    linesRemoved += LineOffsets.of(oldText).count() * times;
    linesAdded += LineOffsets.of(newText).count() * times;
  }

  /// The whole content of the file.
  String text() {
    return format.withMark(text);
  }

  /// What the model should know about the matches.
  List<String> notes() {
    return List.copyOf(notes);
  }

  int linesRemoved() {
    return linesRemoved;
  }

  int linesAdded() {
    return linesAdded;
  }
}
