package dev.loom.risk;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Represents one word of a command line after quote removal.
///
/// @param text the argument that the program would receive; [#UNKNOWN] marks a part that only the
///   shell knows
/// @param mask the text with [#QUOTED] in place of each quoted character
record Word(String text, String mask) {
  /// Marks the value of a variable or the output of a command substitution.
  static final char UNKNOWN = '\uFFFF';

  /// Marks an argument that another program supplies, such as `{}` of `find`.
  static final char SUPPLIED = '\uFFFE';

  static final char QUOTED = '"';

  /// The name and an optional `+` before `=`.
  private static final Pattern ASSIGNMENT =
      Pattern.compile("(?!\\p{Nd})[\\p{L}\\p{Nd}_\\[\\]]++\\+?(?==)");

  /// Limits brace expansion: a word that expands to more words stays unexpanded.
  private static final int BRACES_MAX = 64;

  /// Limits brace expansion: a longer word stays unexpanded.
  private static final int BRACED_CHARS_MAX = 300;

  static Word unquoted(String text) {
    return new Word(text, text);
  }

  /// @return a placeholder for an argument that another program supplies
  static Word supplied() {
    return unquoted("" + SUPPLIED);
  }

  /// @return whether a part is only known at run time
  boolean hasUnknown() {
    return text.indexOf(UNKNOWN) >= 0;
  }

  /// @return whether a part is supplied by another program
  boolean isSupplied() {
    return text.indexOf(SUPPLIED) >= 0;
  }

  /// @return whether the shell would expand the word to file names
  boolean isGlob() {
    return mask.chars().anyMatch(c -> c == '*' || c == '?' || c == '[' || c == '{');
  }

  /// @return whether the word equals the given keyword and is not quoted
  boolean isUnquoted(String keyword) {
    return text.equals(keyword) && mask.equals(keyword);
  }

  Word replacing(String from, char to) {
    return text.contains(from)
        ? new Word(text.replace(from, "" + to), text.replace(from, "" + to))
        : this;
  }

  /// @return the index of `=` when the word is an assignment `name=value`, else -1
  int assignmentEnd() {
    var start = ASSIGNMENT.matcher(mask);
    return start.lookingAt() ? start.end() : -1;
  }

  /// @return the same as [#assignmentEnd] for a program such as `env`, which ignores quoting
  int unquotedAssignmentEnd() {
    return unquoted(text).assignmentEnd();
  }

  /// Expands `{a,b}` as bash does.
  List<Word> expandBraces() {
    if (text.length() > BRACED_CHARS_MAX) {
      return List.of(this);
    }
    var expanded = new ArrayList<Word>();
    var pending = new ArrayList<>(List.of(this));
    while (!pending.isEmpty() && expanded.size() + pending.size() <= BRACES_MAX) {
      var word = pending.removeFirst();
      var parts = word.firstBraces();
      if (parts.isEmpty()) {
        // Bash drops an empty result of an expansion unless it is quoted.
        if (!word.text.isEmpty() || word == this) {
          expanded.add(word);
        }
      } else {
        pending.addAll(0, parts);
      }
    }
    return pending.isEmpty() ? expanded : List.of(this);
  }

  private List<Word> firstBraces() {
    for (int start = mask.indexOf('{'); start >= 0; start = mask.indexOf('{', start + 1)) {
      var separators = new ArrayList<>(List.of(start));
      int end = closingBrace(start, separators);
      if (end > 0 && separators.size() > 1) {
        separators.add(end);
        var words = new ArrayList<Word>();
        for (int i = 0; i + 1 < separators.size(); i++) {
          words.add(splice(start, separators.get(i) + 1, separators.get(i + 1), end + 1));
        }
        return words;
      }
    }
    return List.of();
  }

  private int closingBrace(int start, List<Integer> separators) {
    int depth = 0;
    for (int at = start; at < mask.length(); at++) {
      char c = mask.charAt(at);
      if (c == '{') {
        depth++;
      } else if (c == ',' && depth == 1) {
        separators.add(at);
      } else if (c == '}' && --depth == 0) {
        return at;
      }
    }
    return -1;
  }

  private Word splice(int prefixEnd, int from, int to, int suffixStart) {
    return new Word(
        text.substring(0, prefixEnd) + text.substring(from, to) + text.substring(suffixStart),
        mask.substring(0, prefixEnd) + mask.substring(from, to) + mask.substring(suffixStart));
  }
}
