package dev.loom.risk;

import dev.loom.risk.RiskAssessment.Level;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Finds SQL and database commands that delete data, change privileges or reach beyond the
/// database.
final class Sql {
  /// A shorter text cannot contain a destructive statement.
  private static final int CHARS_MIN = 6;

  private static final Pattern TRUNCATE = Pattern.compile("(?i)\\s*truncate\\s+(\\S*)");

  /// Matches comments, quotes and white space. A `/*` without an end is not a comment but, for
  /// example, a file name pattern.
  private static final Pattern NOISE =
      Pattern.compile(
          "/\\*!\\p{Nd}*|/\\*(?s:.*?)\\*/|/\\*|\\*/|[\\s\\x1C-\\x1F\\p{Z}\"`']"
              + "|(?<dropped>(?:--|#)[^\n]*(?=\n)|\\p{Cf})");

  private static final String DELETES_DATA = "Deletes data";

  /// Phrases that need approval in any context.
  ///
  /// @param list the name of the list of these phrases
  private record Phrases(String category, String effect, String list) {}

  private static final List<Phrases> PHRASES =
      List.of(
          new Phrases("delete", DELETES_DATA, "deleting-phrases"),
          new Phrases("database", "Changes the database schema", "schema-phrases"),
          new Phrases("account", "Changes database users or privileges", "privilege-phrases"),
          new Phrases("execute", "Runs dynamically built SQL", "dynamic-phrases"),
          new Phrases(
              "boundary",
              "Accesses files or runs programs through the database",
              "access-phrases"));

  private Sql() {}

  /// Assesses text that may contain SQL, such as a command line.
  ///
  /// @return the risk when the text deletes data, changes privileges or reaches beyond the database
  static Optional<RiskAssessment> assess(String text) {
    if (text.length() < CHARS_MIN) {
      return Optional.empty();
    }
    var plain = normalize(text);
    var lower = plain.toLowerCase(Locale.ROOT);
    for (var kind : PHRASES) {
      for (var phrase : RuleTable.words(kind.list())) {
        int at = lower.indexOf(phrase);
        if (at >= 0) {
          return RiskAssessment.of(
              Level.HIGH, kind.category(), kind.effect(), withNextWord(lower, at, phrase));
        }
      }
    }
    return assessStatements(plain.split("[ ;()]+"));
  }

  /// Assesses text that is known to be a statement, where `truncate t` is SQL.
  static Optional<RiskAssessment> assessStatement(String text) {
    var risk = assess(text);
    var truncate = TRUNCATE.matcher(text);
    return risk.isEmpty() && truncate.lookingAt()
        ? deletesData("TRUNCATE " + truncate.group(1))
        : risk;
  }

  private static String withNextWord(String text, int at, String phrase) {
    var end = text.indexOf(' ', Math.min(text.length(), at + phrase.length() + 1));
    return text.substring(at, end < 0 ? text.length() : end);
  }

  private static Optional<RiskAssessment> assessStatements(String[] words) {
    var updatedTable = "";
    boolean hasWhere = false;
    for (int i = 0; i < words.length; i++) {
      var word = words[i].toLowerCase(Locale.ROOT);
      var next = i + 1 < words.length ? words[i + 1].toLowerCase(Locale.ROOT) : "";
      if (word.equals("drop") && RuleTable.words("droppable").contains(next)
          || word.equals("truncate") && next.equals("table")
          || word.equals("delete") && next.equals("from")) {
        return deletesData((word + " " + next).toUpperCase(Locale.ROOT) + objectAt(words, i + 2));
      }
      if (word.equals("update") && i + 2 < words.length && words[i + 2].equalsIgnoreCase("set")) {
        updatedTable = words[i + 1];
      }
      hasWhere |= word.equals("where");
    }
    return updatedTable.isEmpty() || hasWhere
        ? Optional.empty()
        : RiskAssessment.of(
            Level.HIGH, "database", "Updates every row of a table", "UPDATE " + updatedTable);
  }

  private static Optional<RiskAssessment> deletesData(String statement) {
    return RiskAssessment.of(Level.HIGH, "delete", DELETES_DATA, statement);
  }

  private static String objectAt(String[] words, int at) {
    boolean conditional =
        at + 1 < words.length
            && words[at].equalsIgnoreCase("if")
            && words[at + 1].equalsIgnoreCase("exists");
    int name = conditional ? at + 2 : at;
    return name < words.length ? " " + words[name] : "";
  }

  /// Replaces comments, quotes and white space by one space; keeps `/*! … */`, which MySQL
  /// executes.
  private static String normalize(String text) {
    return NOISE
        .matcher(Normalizer.normalize(text, Normalizer.Form.NFKC))
        .replaceAll(noise -> noise.group("dropped") == null ? " " : "")
        .replaceAll(" +", " ");
  }
}
