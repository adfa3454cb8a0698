package dev.loom.tools.file;

import dev.loom.tools.file.Edit.EditException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/// Holds the text of a file while edits are applied. Keeps the byte order mark and existing line
/// endings; inserted lines get the line ending that most lines of the file have.
///
/// A match is exact, or differs in white space only. It is unique, begins and ends between words,
/// and leaves no doubt about the indentation and the line ends of the result; everything else is
/// refused.
final class EditBuffer {
  /// The first line without indentation, behind a blank line.
  private static final Pattern SEPARATE_BLOCK =
      Pattern.compile("\\A(?:.*\\R(?=\\s))*\\h*\\R(?=\\S)");

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
    if (oldText.isEmpty()) {
      throw edit.failure("old_str cannot be empty.");
    }
    if (!text.contains(oldText)) {
      oldText = format.withLineEndings(oldText);
    }
    var newText =
        withEdges(edit, oldText, format.withLineEndings(TextFormat.withoutMark(edit.newText())));
    var place = text.indexOf(oldText);
    if (place < 0) {
      replaceFuzzy(edit, oldText, newText);
    } else if (edit.replaceAll()) {
      replaceAll(oldText, newText);
    } else {
      checkUnique(edit, place, oldText);
      replaceExact(edit, place, oldText, newText);
    }
  }

  /// Keeps the line ends at the edges of the old text, so that no lines are joined.
  private String withEdges(Edit edit, String oldText, String newText) throws EditException {
    if (oldText.isBlank()) {
      return newText;
    }
    var result = newText;
    var starts = TextFormat.startsWithLineEnd(oldText);
    if (starts && !newText.isEmpty() && !TextFormat.startsWithLineEnd(newText)) {
      if (depth(oldText) != depth(newText)) {
        throw edit.failure(
            "new_str does not begin with the line end of old_str, and has other brackets. Start both with the same line.");
      }
      result = oldText.substring(0, oldText.startsWith(TextFormat.CRLF) ? 2 : 1) + result;
    }
    if (TextFormat.endsWithLineEnd(oldText)
        && (starts || !newText.isEmpty())
        && text.indexOf(oldText) != text.length() - oldText.length()
        && !TextFormat.endsWithLineEnd(newText)) {
      result += oldText.substring(oldText.length() - (oldText.endsWith(TextFormat.CRLF) ? 2 : 1));
    }
    return result;
  }

  /// Refuses a text that occurs several times, also with other white space if the places differ in
  /// nothing else.
  private void checkUnique(Edit edit, int place, String oldText)
      throws EditException, InterruptedException {
    var count = 0;
    for (var at = place; at >= 0; at = text.indexOf(oldText, at + 1)) {
      count++;
    }
    var dependsOnBlanks =
        oldText.chars().noneMatch(Character::isLetterOrDigit)
            || " \t".indexOf(oldText.charAt(oldText.length() - 1)) >= 0;
    if (count == 1 && dependsOnBlanks) {
      count = oldText.isBlank() ? 2 : FuzzyMatch.find(text, Tokens.of(oldText)).size();
    }
    if (count > 1) {
      throw edit.failure(
          "old_str appears %s in %s. Provide more surrounding context to make it unique, or set replace_all to replace each."
              .formatted(
                  dependsOnBlanks && count == 2
                      ? "more than once, or only its white space is unique,"
                      : count + " times",
                  path));
    }
  }

  private void replaceExact(Edit edit, int start, String oldText, String newText)
      throws EditException {
    var end = start + oldText.length();
    for (var edge : List.of(start, end)) {
      if (WordBoundary.isInside(text, edge)) {
        throw edit.failure(
            "old_str begins or ends inside a word in line %d of %s. Give whole words."
                .formatted(LineOffsets.number(text, edge), path));
      }
    }
    var before = FuzzyMatch.indentation(text.substring(0, start));
    var after = text.substring(end).lines().findFirst().orElse("");
    var first = oldText.lines().findFirst().orElse("");
    var last = FuzzyMatch.indentation(oldText);
    if (repeats(before, before + first, oldText, newText, String::startsWith)
        || !last.isEmpty() && repeats(after, last + after, oldText, newText, String::endsWith)) {
      throw edit.failure(
          "new_str repeats the part of line %d of %s that is before or behind old_str. Give the whole line in both."
              .formatted(LineOffsets.number(text, start), path));
    }
    checkRestOfLine(edit, end, oldText, newText);
    checkIndentation(edit, before.isEmpty(), oldText, newText);
    var oldIndentation = leadingBlanks(oldText);
    var newIndentation = leadingBlanks(newText);
    if (!before.isEmpty() && before.isBlank() && !newText.isBlank()) {
      if (!newIndentation.equals(oldIndentation)) {
        if (!newIndentation.equals(before + oldIndentation) || depth(oldText) != depth(newText)) {
          throw indentationFailure(edit);
        }
        replace(start - before.length(), end, newText);
        return;
      }
      if (oldText.lines().count() == 1) {
        var map =
            IndentationMap.learn(
                List.of(new IndentationMap.Pair("", before)), newText.stripLeading());
        if (!map.isIdentity()) {
          if (SEPARATE_BLOCK.matcher(newText).find()) {
            throw indentationFailure(edit);
          }
          notes.add("new lines indented as in the file");
          replace(start, end, newText.replaceAll("(\\R)(?=[^\\r\\n])", "$1" + before));
          return;
        }
      }
    }
    replace(start, end, newText);
  }

  private static String leadingBlanks(String text) {
    return text.substring(0, text.length() - text.replaceFirst("\\A[^\\S\\r\\n]+", "").length());
  }

  /// Returns whether only the new text has the rest of the line, so that the old one was cut.
  private static boolean repeats(
      String rest,
      String line,
      String oldText,
      String newText,
      BiPredicate<String, String> isEdge) {
    return !rest.isBlank()
        && !isEdge.test(oldText.strip(), rest.strip())
        && (isEdge.test(newText.strip(), rest.strip())
            || newText.lines().anyMatch(other -> isEdge.test(other.strip(), line.strip())))
        && (depth(rest) == 0 || depth(oldText) != depth(newText));
  }

  private static int depth(String text) {
    return text.chars().map(c -> "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0).sum();
  }

  /// Refuses whole lines or nothing in place of the beginning of a line, whose rest would move.
  private void checkRestOfLine(Edit edit, int end, String oldText, String newText)
      throws EditException {
    var rest = text.substring(end).lines().findFirst().orElse("");
    var moves =
        newText.isEmpty()
            ? !leadingBlanks(oldText).isEmpty()
            : oldText.lines().count() != newText.lines().count()
                && !lastWord(oldText).equals(lastWord(newText));
    if (moves && !rest.isBlank() && !TextFormat.endsWithLineEnd(oldText)) {
      throw edit.failure(
          "old_str ends in the middle of line %d of %s, and the rest of it, '%s', would get into another line or lose its indentation. Give the whole line in both."
              .formatted(LineOffsets.number(text, end), path, rest.strip()));
    }
  }

  private static String lastWord(String text) {
    return text.strip().replaceFirst("(?s)^.*?(\\w*\\W*)$", "$1");
  }

  /// Refuses new lines without indentation if all old lines have some, unless they are a block of
  /// their own behind the old text.
  private void checkIndentation(Edit edit, boolean startsLine, String oldText, String newText)
      throws EditException {
    var skipped = startsLine ? 0 : 1;
    var old = oldText.lines().skip(skipped).filter(line -> !line.isBlank()).toList();
    if (!old.isEmpty()
        && old.stream().noneMatch(EditBuffer::isAtColumnZero)
        && newText.lines().skip(skipped).anyMatch(EditBuffer::isAtColumnZero)
        && !(newText.startsWith(oldText.stripTrailing())
            && SEPARATE_BLOCK.matcher(newText).find())) {
      throw indentationFailure(edit);
    }
  }

  private static boolean isAtColumnZero(String line) {
    return !line.isBlank() && leadingBlanks(line).isEmpty();
  }

  private EditException indentationFailure(Edit edit) {
    return edit.failure(
        "The indentation of new_str does not fit that of old_str in %s. Start both with the whole line before, and indent every line as in the file."
            .formatted(path));
  }

  private void replaceAll(String oldText, String newText) {
    var count = 0;
    var inside = 0;
    for (var at = text.indexOf(oldText);
        at >= 0;
        at = text.indexOf(oldText, at + oldText.length())) {
      count++;
      if (WordBoundary.isInside(text, at) || WordBoundary.isInside(text, at + oldText.length())) {
        inside++;
      }
    }
    notes.add(
        "%d occurrences replaced".formatted(count)
            + (inside == 0 ? "" : ", %d of them inside longer words".formatted(inside)));
    count(oldText, newText, count);
    text = text.replace(oldText, newText);
  }

  /// Replaces the place that differs in white space only.
  private void replaceFuzzy(Edit edit, String oldText, String newText)
      throws EditException, InterruptedException {
    var matches = FuzzyMatch.find(text, Tokens.of(oldText));
    if (matches.isEmpty()) {
      throw edit.failure("old_str not found in " + path + "." + ClosestLines.render(text, oldText));
    }
    var match = matches.getFirst();
    if (matches.size() > 1) {
      throw edit.failure(
          "old_str matches %s only approximately, at line %d and at line %d. Provide more surrounding context to make it unique."
              .formatted(path, match.line(), matches.getLast().line()));
    }
    checkIndentation(edit, !leadingBlanks(oldText).isEmpty(), oldText, newText);
    var replacement = FuzzyReplacement.compute(match, Tokens.of(newText));
    if (replacement.isEmpty()) {
      throw edit.failure(
          "old_str equals %s at line %d except for white space, which leaves the indentation of new_str open. Copy old_str from the file with its white space."
                  .formatted(path, match.line())
              + ClosestLines.render(text, oldText));
    }
    notes.add("fuzzy match used: " + match.describeDifferences());
    replace(replacement.get().start(), replacement.get().end(), replacement.get().text());
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
