package dev.loom.tools.file;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// A place in a file that differs from a model's text in white space and Unicode form only: it has
/// the same words and signs, on lines of its own where the model's are, and cuts no word.
///
/// @param place the tokens of the old text as they stand in the file
record FuzzyMatch(Tokens old, Tokens place) {
  private static final String BRACKETS_AND_SEPARATORS = "()[]{},;";
  private static final int DIFFERENCES_MAX = 3;

  /// Finds the places in a file, at most two.
  static List<FuzzyMatch> find(String file, Tokens old) throws InterruptedException {
    var found = new ArrayList<FuzzyMatch>();
    var forms = new ArrayList<List<String>>();
    for (var i = 0; i < old.count(); i++) {
      forms.add(forms(old.token(i)));
    }
    var edges = new int[old.edges().length];
    for (var at = 0; at < file.length() && found.size() < 2 && old.count() > 0; at++) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the call was cancelled");
      }
      if (isAt(file, at, old, forms, edges)) {
        var match = new FuzzyMatch(old, new Tokens(file, edges.clone()));
        if (match.hasSameEdges()) {
          found.add(match);
        }
      }
    }
    return found;
  }

  /// macOS and models write accents in different ways.
  private static List<String> forms(String token) {
    return Stream.of(
            token, Normalizer.normalize(token, Form.NFC), Normalizer.normalize(token, Form.NFD))
        .distinct()
        .toList();
  }

  private static boolean isAt(
      String file, int start, Tokens old, List<List<String>> forms, int[] edges) {
    var at = start;
    for (var i = 0; i < old.count(); i++) {
      var gapStart = at;
      while (i > 0 && at < file.length() && isWhiteSpace(file.charAt(at))) {
        at++;
      }
      var length = lengthAt(file, at, forms.get(i));
      if (length == 0
          || i > 0
              && !isEquivalent(
                  old.gap(i),
                  file.substring(gapStart, at),
                  file.charAt(gapStart - 1),
                  file.charAt(at))) {
        return false;
      }
      edges[2 * i] = at;
      at += length;
      edges[2 * i + 1] = at;
    }
    return true;
  }

  private static int lengthAt(String file, int at, List<String> forms) {
    for (var form : forms) {
      if (file.startsWith(form, at)) {
        return form.length();
      }
    }
    return 0;
  }

  private boolean hasSameEdges() {
    var file = place.text();
    return !WordBoundary.isInside(file, place.start(0))
        && !WordBoundary.isInside(file, place.end(old.count() - 1))
        && (old.gap(0).isEmpty() || startsLine())
        && (!hasLineEnd(old.gap(old.count())) || after().isBlank());
  }

  /// Returns whether two gaps between the same characters mean the same: a line end is no blank,
  /// and a blank may be missing beside a bracket or between a word and an operator, but not within
  /// a word, an operator or an empty text in quotes.
  static boolean isEquivalent(String gap, String other, char left, char right) {
    return gap.equals(other)
        || hasLineEnd(gap) == hasLineEnd(other)
            && (gap.isEmpty() == other.isEmpty()
                || BRACKETS_AND_SEPARATORS.indexOf(left) >= 0
                || BRACKETS_AND_SEPARATORS.indexOf(right) >= 0
                || WordBoundary.isWord(left) != WordBoundary.isWord(right));
  }

  static boolean isWhiteSpace(char character) {
    return Character.isWhitespace(character)
        || Character.isSpaceChar(character)
        || character == '\u0085';
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

  /// The part of the first line before the place.
  String before() {
    return indentation(place.text().substring(0, place.start(0)));
  }

  /// The rest of the last line behind the place.
  private String after() {
    return place.gap(old.count()).lines().findFirst().orElse("");
  }

  boolean startsLine() {
    return before().isBlank();
  }

  /// The number of the first line, counted from 1.
  int line() {
    return LineOffsets.number(place.text(), place.start(0));
  }

  /// Describes the first differences for the model.
  String describeDifferences() {
    var shown = new ArrayList<String>();
    for (var i = startsLine() ? 0 : 1; i < old.count() && shown.size() < DIFFERENCES_MAX; i++) {
      var inFile = i == 0 ? before() : place.gap(i);
      var inOld = i == 0 ? indentation(old.gap(0)) : old.gap(i);
      if (!inFile.equals(inOld)) {
        shown.add(
            String.format(
                Locale.ROOT,
                "line %d has \"%s\" where old_str has \"%s\"",
                LineOffsets.number(place.text(), place.start(i)),
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
