package dev.loom.risk;

import java.text.BreakIterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Prepares a command, path or statement for display in a reason: one line, without secrets.
final class ReasonText {
  private static final int CHARS_MAX = 80;

  /// Bounds the text that the patterns scan.
  private static final int SCANNED_CHARS_MAX = 1_000;

  private static final String MASK = "***";
  private static final String SECRET_NAME =
      "(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key)";

  /// Each pattern keeps its first group and masks the rest of the match.
  private static final List<Pattern> SECRETS =
      List.of(
          Pattern.compile("(://)[^/@\\s]+(?=@)"),
          Pattern.compile(
              "(?i)((?:authorization|cookie)\\s*:\\s*)(?:(?:bearer|basic|token)\\s+)?\\S+"),
          Pattern.compile("(?i)(" + SECRET_NAME + "[\\w.-]*+[\"']?\\s*[=:]\\s*)\\S+"),
          Pattern.compile("(?i)((?:^|\\s)--?[\\w-]*" + SECRET_NAME + "\\s+)\\S+"),
          Pattern.compile("(?i)(_auth\\w*[=\\s]+)\\S+"),
          Pattern.compile("((?:^|\\s)(?:-u|--user)[ =]?[^\\s:]*:)\\S+"),
          Pattern.compile("((?:mysql|mariadb|sshpass)\\S*\\s(?:.*\\s)?-p\\s?)\\S+"),
          Pattern.compile(
              "()\\b(?:sk-|gh[pousr]_|github_pat_|glpat-|xox[abpr]-|AKIA)[A-Za-z0-9_-]{12,}"));

  private ReasonText() {}

  /// Returns the text in backticks, on one line, with secrets masked, truncated to 80 characters.
  static String quote(String text) {
    var line =
        head(text, SCANNED_CHARS_MAX)
            .replace(Word.UNKNOWN, '…')
            .replace(Word.SUPPLIED, '…')
            .replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]", " ")
            .strip();
    for (var secret : SECRETS) {
      line = secret.matcher(line).replaceAll("$1" + MASK);
    }
    return "`" + (line.length() > CHARS_MAX ? head(line, CHARS_MAX) + "…" : line) + "`";
  }

  /// Returns the beginning of the text, without splitting a character with its combining marks.
  private static String head(String text, int charsMax) {
    if (text.length() <= charsMax) {
      return text;
    }
    var characters = BreakIterator.getCharacterInstance(Locale.ROOT);
    characters.setText(text.substring(0, Math.min(text.length(), 2 * charsMax)));
    return text.substring(
        0, characters.isBoundary(charsMax) ? charsMax : characters.preceding(charsMax));
  }
}
