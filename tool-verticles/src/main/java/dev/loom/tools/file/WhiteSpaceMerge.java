package dev.loom.tools.file;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.DeltaType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Replaces a [WhiteSpaceMatch]: the result has the words and lines of the new text, the file's own
/// words and white space wherever the model left its own as they were, and the file's indentation.
final class WhiteSpaceMerge {
  /// Upper bound for the diff algorithm, whose memory grows with the square of the changed words.
  private static final int COMPARED_WORDS_MAX = 3_000;

  private final WhiteSpaceMatch match;
  private final CompactText file;
  private final CompactText old;
  private final CompactText replacement;
  private final String fileText;
  private final IndentationMap indentation = new IndentationMap();

  private WhiteSpaceMerge(WhiteSpaceMatch match, String fileText, String newText) {
    this.match = match;
    this.file = match.file();
    this.old = match.old();
    this.fileText = fileText;
    this.replacement = new CompactText(newText);
  }

  /// What to put into the file.
  ///
  /// @param start offset of the first replaced character
  /// @param end offset behind the last replaced character
  record Replacement(int start, int end, String text) {}

  /// Computes the replacement.
  ///
  /// @param newText with the line endings of the file
  /// @return empty if the white space of the result would be a guess
  static Optional<Replacement> replace(WhiteSpaceMatch match, String fileText, String newText) {
    var merge = new WhiteSpaceMerge(match, fileText, newText);
    try {
      return match.learnIndentation(merge.indentation)
          ? Optional.of(merge.replacement.isEmpty() ? merge.delete(newText) : merge.merge())
          : Optional.empty();
    } catch (UncertainException ignored) {
      return Optional.empty();
    }
  }

  private Replacement delete(String newText) throws UncertainException {
    var trail = old.gap(old.length());
    if (!newText.isEmpty() || WhiteSpaceMatch.hasLineEnd(old.gap(0))) {
      throw new UncertainException();
    }
    var wholeLines = WhiteSpaceMatch.hasLineEnd(trail);
    var start =
        match.startsLine() && (wholeLines || !old.gap(0).isEmpty())
            ? match.lineStart()
            : file.start(match.at());
    var end = file.end(match.end() - 1);
    return new Replacement(start, wholeLines ? end + firstLineEnd(file.gap(match.end())) : end, "");
  }

  /// The length of a gap up to and including its first line end.
  private static int firstLineEnd(String gap) {
    var end = 0;
    while (end < gap.length() && !TextFormat.isLineEnd(gap.charAt(end))) {
      end++;
    }
    return gap.startsWith(TextFormat.CRLF, end)
        ? end + TextFormat.CRLF.length()
        : Math.min(gap.length(), end + 1);
  }

  private Replacement merge() throws UncertainException {
    var lead = lead();
    var start = lead.isPresent() && match.startsLine() ? match.lineStart() : file.start(match.at());
    var text = lead.orElse("") + words() + trail();
    return new Replacement(start, file.end(match.end() - 1), text);
  }

  /// The white space at the start of the new text; empty if the file's own remains.
  private Optional<String> lead() throws UncertainException {
    var before = old.gap(0);
    var after = replacement.gap(0);
    if (before.equals(after)) {
      return Optional.empty();
    }
    if (WhiteSpaceMatch.hasLineEnd(before) || !match.startsLine() && !before.isEmpty()) {
      throw new UncertainException();
    }
    return Optional.of(match.startsLine() ? withFileIndentation(after) : adapt(after));
  }

  /// The white space at the end of the new text that the old text does not have.
  private String trail() throws UncertainException {
    var before = old.gap(old.length());
    var after = replacement.gap(replacement.length());
    if (after.startsWith(before)) {
      return adapt(after.substring(before.length()));
    }
    if (lineEnds(before) != lineEnds(after)) {
      throw new UncertainException();
    }
    return "";
  }

  private static long lineEnds(String gap) {
    return gap.replace(TextFormat.CRLF, "\n").chars().filter(c -> c == '\n' || c == '\r').count();
  }

  private String words() throws UncertainException {
    var oldWords = words(old);
    var newWords = words(replacement);
    var sources = sources(texts(old, oldWords), texts(replacement, newWords));
    var result = new StringBuilder();
    for (var i = 0; i < newWords.size(); i++) {
      var word = newWords.get(i);
      if (i > 0) {
        result.append(gap(word.start(), nearbyGap(sources, i, oldWords)));
      }
      if (sources[i] < 0) {
        result.append(replacement.slice(word.start(), word.end()));
      } else {
        var source = oldWords.get(sources[i]);
        result.append(file.slice(match.at() + source.start(), match.at() + source.end()));
      }
    }
    return result.toString();
  }

  /// Finds the gap of the old text that a gap of the new text may have been copied from: the one
  /// before the same word, or else the one behind the same word if another word follows.
  ///
  /// @return index of the character behind the gap, or -1
  private static int nearbyGap(int[] sources, int word, List<Word> oldWords) {
    if (sources[word] > 0) {
      return oldWords.get(sources[word]).start();
    }
    var next = sources[word - 1] + 1;
    var replacesNext =
        next > 0
            && next < oldWords.size()
            && Arrays.stream(sources).skip(word).noneMatch(source -> source == next);
    return replacesNext ? oldWords.get(next).start() : -1;
  }

  /// The gap before a character of the new text: the file's if the model did not change it.
  private String gap(int index, int oldIndex) throws UncertainException {
    var wanted = replacement.gap(index);
    if (oldIndex > 0 && wanted.equals(old.gap(oldIndex))) {
      var own = file.gap(match.at() + oldIndex);
      if (WhiteSpaceMatch.isEquivalent(
          wanted, own, replacement.charAt(index - 1), replacement.charAt(index))) {
        return own;
      }
    }
    return adapt(wanted);
  }

  private String adapt(String gap) throws UncertainException {
    return WhiteSpaceMatch.hasLineEnd(gap) ? withFileIndentation(gap) : gap;
  }

  private String withFileIndentation(String gap) throws UncertainException {
    var own = WhiteSpaceMatch.indentation(gap);
    var translated = indentation.translate(own).orElseThrow(UncertainException::new);
    if (!translated.isEmpty() && isForeign(translated)) {
      throw new UncertainException();
    }
    return gap.substring(0, gap.length() - own.length()) + translated;
  }

  /// Returns whether the indentation has blanks in a file that has only tabs, or the reverse.
  private boolean isForeign(String translated) {
    var blanks = fileText.lines().anyMatch(line -> line.startsWith("  "));
    var tabs = fileText.lines().anyMatch(line -> line.startsWith("\t"));
    return blanks != tabs && translated.indexOf(blanks ? '\t' : ' ') >= 0;
  }

  /// Finds the word of the old text that each word of the new text is, -1 for none.
  private static int[] sources(List<String> oldWords, List<String> newWords) {
    var sources = new int[newWords.size()];
    Arrays.fill(sources, -1);
    var head = 0;
    var shorter = Math.min(oldWords.size(), newWords.size());
    while (head < shorter && oldWords.get(head).equals(newWords.get(head))) {
      sources[head] = head++;
    }
    var tail = 0;
    while (tail < shorter - head
        && oldWords
            .get(oldWords.size() - 1 - tail)
            .equals(newWords.get(newWords.size() - 1 - tail))) {
      tail++;
      sources[newWords.size() - tail] = oldWords.size() - tail;
    }
    var oldMiddle = oldWords.subList(head, oldWords.size() - tail);
    var newMiddle = newWords.subList(head, newWords.size() - tail);
    if (oldMiddle.size() + newMiddle.size() <= COMPARED_WORDS_MAX) {
      for (var delta : DiffUtils.diff(oldMiddle, newMiddle, true).getDeltas()) {
        if (delta.getType() == DeltaType.EQUAL) {
          for (var i = 0; i < delta.getSource().size(); i++) {
            sources[head + delta.getTarget().getPosition() + i] =
                head + delta.getSource().getPosition() + i;
          }
        }
      }
    }
    return sources;
  }

  /// A word or a single other character in a compact text.
  private record Word(int start, int end) {}

  private static List<Word> words(CompactText text) {
    var words = new ArrayList<Word>();
    for (var start = 0; start < text.length(); ) {
      var end = start + 1;
      while (end < text.length()
          && text.gap(end).isEmpty()
          && WordBoundary.isWord(text.charAt(end - 1))
          && WordBoundary.isWord(text.charAt(end))) {
        end++;
      }
      words.add(new Word(start, end));
      start = end;
    }
    return words;
  }

  private static List<String> texts(CompactText text, List<Word> words) {
    return words.stream()
        .map(word -> text.characters().substring(word.start(), word.end()))
        .toList();
  }

  /// The white space of the result would be a guess.
  private static final class UncertainException extends Exception {
    private static final long serialVersionUID = 1L;

    UncertainException() {
      super("", null, false, false);
    }
  }
}
