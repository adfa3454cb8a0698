package dev.loom.tools.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Replaces the place of a [FuzzyMatch]. What the old and the new text have in common at their
/// start and end stays as the file has it; the text between is the model's, with the indentation of
/// the file.
///
/// @param start offset of the first replaced character
/// @param end offset behind the last replaced character
record FuzzyReplacement(int start, int end, String text) {
  private static final Pattern INDENTATION =
      Pattern.compile("(?<=[\\r\\n])[^\\S\\r\\n]*(?=\\S|\\z)");

  /// Computes the replacement.
  ///
  /// @param replacement with the line endings of the file
  /// @return empty if the white space of the result would be a guess
  static Optional<FuzzyReplacement> compute(FuzzyMatch match, Tokens replacement) {
    return replacement.count() == 0
        ? delete(match, replacement.text())
        : new Merge(match, replacement).merge();
  }

  private static Optional<FuzzyReplacement> delete(FuzzyMatch match, String newText) {
    var place = match.place();
    var lead = match.old().gap(0);
    if (!newText.isEmpty() || FuzzyMatch.hasLineEnd(lead)) {
      return Optional.empty();
    }
    var wholeLines = FuzzyMatch.hasLineEnd(match.old().gap(place.count()));
    var start = place.start(0) - (wholeLines || !lead.isEmpty() ? match.before().length() : 0);
    var end = place.end(place.count() - 1);
    var lineFeed = place.text().indexOf('\n', end);
    var nextLine = lineFeed < 0 ? place.text().length() : lineFeed + 1;
    return Optional.of(new FuzzyReplacement(start, wholeLines ? nextLine : end, ""));
  }

  private static final class Merge {
    private final Tokens old;
    private final Tokens place;
    private final Tokens replacement;
    private final FuzzyMatch match;
    private final IndentationMap indentation;

    /// Numbers of tokens that both texts have in common at the start and at the end.
    private int head;

    private int tail;

    Merge(FuzzyMatch match, Tokens replacement) {
      this.match = match;
      this.old = match.old();
      this.place = match.place();
      this.replacement = replacement;
      this.indentation = IndentationMap.learn(lines(), replacement.text());
    }

    private List<IndentationMap.Pair> lines() {
      var lines = new ArrayList<IndentationMap.Pair>();
      for (var i = 0; i < old.count(); i++) {
        if (i == 0 ? match.startsLine() : FuzzyMatch.hasLineEnd(old.gap(i))) {
          var file = i == 0 ? match.before() : FuzzyMatch.indentation(place.gap(i));
          lines.add(new IndentationMap.Pair(FuzzyMatch.indentation(old.gap(i)), file));
        }
      }
      return lines;
    }

    Optional<FuzzyReplacement> merge() {
      findCommon();
      var lead = lead();
      var trail = trail();
      if (lead.isEmpty()
          || trail.isEmpty()
          || !indentation.isConsistent()
          || !indentation.isIdentity() && movesLine()
          || hasOwnBlanks()) {
        return Optional.empty();
      }
      var start = place.start(0) - (keepsLead() ? 0 : match.before().length());
      var end = place.end(old.count() - 1);
      return middle()
          .map(middle -> new FuzzyReplacement(start, end, lead.get() + middle + trail.get()));
    }

    private void findCommon() {
      var most = Math.min(old.count(), replacement.count());
      while (head < most && isCommon(head, head) && (head == 0 || hasSameGap(head, head))) {
        head++;
      }
      while (tail < most - head
          && isCommon(oldEnd() - 1, newEnd() - 1)
          && (tail == 0 || hasSameGap(oldEnd(), newEnd()))) {
        tail++;
      }
    }

    private int oldEnd() {
      return old.count() - tail;
    }

    private int newEnd() {
      return replacement.count() - tail;
    }

    private boolean isCommon(int inOld, int inNew) {
      return old.token(inOld).equals(replacement.token(inNew));
    }

    private boolean hasSameGap(int inOld, int inNew) {
      return old.gap(inOld).equals(replacement.gap(inNew));
    }

    private boolean keepsLead() {
      return hasSameGap(0, 0);
    }

    /// The white space before the first token, empty if the file's own remains.
    private Optional<String> lead() {
      var before = old.gap(0);
      var after = replacement.gap(0);
      if (keepsLead()) {
        return Optional.of("");
      }
      return before.isEmpty() || FuzzyMatch.hasLineEnd(before) || FuzzyMatch.hasLineEnd(after)
          ? Optional.empty()
          : indentation.translate(after);
    }

    /// The white space at the end of the new text that the old text does not have.
    private Optional<String> trail() {
      var before = old.gap(old.count());
      var after = replacement.gap(replacement.count());
      if (after.startsWith(before)) {
        return Optional.of(after.substring(before.length()));
      }
      return before.split("\\R", -1).length == after.split("\\R", -1).length
          ? Optional.of("")
          : Optional.empty();
    }

    /// Returns whether a line of the old text is indented in another way in the new one, so that
    /// one of them may lack indentation.
    private boolean movesLine() {
      var before = old.text().lines().toList();
      return replacement
          .text()
          .lines()
          .filter(line -> !line.isBlank() && !before.contains(line))
          .anyMatch(line -> before.stream().anyMatch(other -> other.strip().equals(line.strip())));
    }

    /// Returns whether the file has other blanks than the old text between words that are replaced,
    /// which may be part of a text in quotes.
    private boolean hasOwnBlanks() {
      var hasQuotes = old.text().matches("(?s).*[\"'`].*");
      for (var i = head + 1; hasQuotes && i < oldEnd() && head < newEnd(); i++) {
        if (!FuzzyMatch.hasLineEnd(old.gap(i)) && !old.gap(i).equals(place.gap(i))) {
          return true;
        }
      }
      return false;
    }

    private Optional<String> middle() {
      var from = head == 0 ? replacement.start(0) : replacement.end(head - 1);
      var to = tail == 0 ? replacement.end(replacement.count() - 1) : replacement.start(newEnd());
      var left = head == 0 ? place.start(0) : place.end(head - 1);
      var right = tail == 0 ? place.end(old.count() - 1) : place.start(oldEnd());
      if (tail > 0 && newEnd() > 0 && oldEnd() > 0 && fits(oldEnd(), newEnd())) {
        to = replacement.end(newEnd() - 1);
        right = place.end(oldEnd() - 1);
      }
      if (head > 0 && head < oldEnd() && head < newEnd() && fits(head, head)) {
        from = replacement.start(head);
        left = place.start(head);
      }
      var file = place.text();
      var before = file.substring(place.start(0), left);
      var after = file.substring(right, place.end(old.count() - 1));
      return reindent(from, Math.max(from, to)).map(text -> before + text + after);
    }

    /// Returns whether the gap of the file fits between the new tokens because the model did not
    /// change it.
    private boolean fits(int inOld, int inNew) {
      return hasSameGap(inOld, inNew)
          && FuzzyMatch.isEquivalent(
              old.gap(inOld),
              place.gap(inOld),
              replacement.text().charAt(replacement.end(inNew - 1) - 1),
              replacement.text().charAt(replacement.start(inNew)));
    }

    /// Returns whether the indentation has blanks in a file that has only tabs, or the reverse.
    private boolean isForeign(String translated) {
      var blanks = place.text().lines().anyMatch(line -> line.startsWith("  "));
      var tabs = place.text().lines().anyMatch(line -> line.startsWith("\t"));
      return blanks != tabs && translated.indexOf(blanks ? '\t' : ' ') >= 0;
    }

    private Optional<String> reindent(int from, int to) {
      var result = new StringBuilder();
      var matcher = INDENTATION.matcher(replacement.text().substring(from, to));
      while (matcher.find()) {
        var translated = indentation.translate(matcher.group());
        if (translated.filter(this::isForeign).isPresent() || translated.isEmpty()) {
          return Optional.empty();
        }
        matcher.appendReplacement(result, "");
        result.append(translated.get());
      }
      return Optional.of(matcher.appendTail(result).toString());
    }
  }
}
