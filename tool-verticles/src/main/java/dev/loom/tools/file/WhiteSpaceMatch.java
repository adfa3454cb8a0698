package dev.loom.tools.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A place in a file that differs from a model's text in white space only: it has the same lines,
/// with the same characters in the same order, and begins and ends between words.
///
/// @param at index of the first character in the compact file
record WhiteSpaceMatch(CompactText file, CompactText old, int at) {
  private static final String BRACKETS_AND_SEPARATORS = "()[]{},;";
  private static final int DIFFERENCES_MAX = 3;

  /// Finds the places in a file, at most two.
  static List<WhiteSpaceMatch> find(CompactText file, CompactText old) throws InterruptedException {
    var found = new ArrayList<WhiteSpaceMatch>();
    for (var at = old.isEmpty() ? -1 : file.characters().indexOf(old.characters());
        at >= 0 && found.size() < 2;
        at = file.characters().indexOf(old.characters(), at + 1)) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the call was cancelled");
      }
      var match = new WhiteSpaceMatch(file, old, at);
      if (match.isSameText()) {
        found.add(match);
      }
    }
    return found;
  }

  private boolean isSameText() {
    if (cutsWord(at)
        || cutsWord(end())
        || at > 0 && !old.gap(0).isEmpty() && file.gap(at).isEmpty()
        || hasLineEnd(old.gap(0)) && !startsLine()
        || hasLineEnd(old.gap(old.length())) && !endsLine()) {
      return false;
    }
    for (var i = 1; i < old.length(); i++) {
      if (!isEquivalent(old.gap(i), file.gap(at + i), old.charAt(i - 1), old.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean cutsWord(int index) {
    return file.gap(index).isEmpty() && WordBoundary.isInside(file.characters(), index);
  }

  /// Returns whether two gaps between the same characters mean the same: a line end is no blank,
  /// and a blank may be missing beside a bracket or between a word and an operator, but not within
  /// a word, an operator or an empty text in quotes.
  static boolean isEquivalent(String gap, String other, char left, char right) {
    if (gap.equals(other)) {
      return true;
    }
    if (hasLineEnd(gap) != hasLineEnd(other)) {
      return false;
    }
    return gap.isEmpty() == other.isEmpty()
        || BRACKETS_AND_SEPARATORS.indexOf(left) >= 0
        || BRACKETS_AND_SEPARATORS.indexOf(right) >= 0
        || WordBoundary.isWord(left) != WordBoundary.isWord(right);
  }

  static boolean hasLineEnd(String gap) {
    return gap.chars().anyMatch(character -> TextFormat.isLineEnd((char) character));
  }

  /// The blanks behind the last line end.
  static String indentation(String gap) {
    var start = gap.length();
    while (start > 0 && !TextFormat.isLineEnd(gap.charAt(start - 1))) {
      start--;
    }
    return gap.substring(start);
  }

  /// Index behind the last character in the compact file.
  int end() {
    return at + old.length();
  }

  /// Returns whether only white space precedes the place on its line.
  boolean startsLine() {
    return at == 0 || hasLineEnd(file.gap(at));
  }

  private boolean endsLine() {
    return end() == file.length() || hasLineEnd(file.gap(end()));
  }

  /// Offset of the start of the first line in the file.
  int lineStart() {
    return file.start(at) - indentation(file.gap(at)).length();
  }

  /// Adds the indentation of all lines that are in both texts. The first line is left out if the
  /// model did not write its indentation.
  ///
  /// @return false if the lines are nested in another way than in the file
  boolean learnIndentation(IndentationMap map) {
    var first = indentation(old.gap(0));
    var writesFirst = startsLine() && (!first.isEmpty() || hasLineEnd(old.gap(0)));
    if (writesFirst && !map.add(first, indentation(file.gap(at)))) {
      return false;
    }
    for (var i = 1; i < old.length(); i++) {
      if (hasLineEnd(old.gap(i))
          && !map.add(indentation(old.gap(i)), indentation(file.gap(at + i)))) {
        return false;
      }
    }
    return true;
  }

  /// Describes the first differences for the model.
  String describeDifferences(String fileText) {
    var shown = new ArrayList<String>();
    for (var i = startsLine() ? 0 : 1; i < old.length() && shown.size() < DIFFERENCES_MAX; i++) {
      var inFile = i == 0 ? indentation(file.gap(at)) : file.gap(at + i);
      var inOld = i == 0 ? indentation(old.gap(0)) : old.gap(i);
      if (!inFile.equals(inOld)) {
        shown.add(
            String.format(
                Locale.ROOT,
                "line %d has \"%s\" where old_str has \"%s\"",
                LineOffsets.of(fileText.substring(0, file.start(at + i)) + "x").count(),
                escape(inFile),
                escape(inOld)));
      }
    }
    return shown.isEmpty()
        ? "Unicode forms differed"
        : "white space differed: " + String.join(", ", shown);
  }

  private static String escape(String gap) {
    return gap.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r");
  }
}
