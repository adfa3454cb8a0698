package dev.loom.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Splits a goal into clauses that each request one action.
///
/// Splits at the ends of sentences and lines, at colons, and at `,`, `and` and `then` before a
/// verb; never inside quotes. Unsupported verbs split too, so that their clause is rejected on its
/// own instead of being appended to the previous one.
final class ClauseSplitter {
  /// Verbs that begin a clause.
  private static final Set<String> VERBS = Set.of(ClauseParser.part("verbs").split(" "));

  /// Matches quoted text, which is not split, or what separates clauses. An apostrophe inside a
  /// word is not a quote, unless no other one ends the text.
  private static final Pattern JOINT =
      Pattern.compile(
          "(?<quoted>(?<!\\p{L})(?:\"[^\"]*\"|`[^`]*`|“[^”]*”|‘[^’]*’"
              + "|'[^']*+(?:'(?=\\p{L})[^']*+)*+'|'(?s:.*)'))|"
              + "(?<stop>[.!?;:](?=\\s)|\\n+(?:\\s*(?:[-*]|\\d+[.)])\\s+)?)|"
              + "(?<soft>,?\\s+(?:and\\s+then|and\\s+also|and|then)\\s+|,\\s+)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern VERBATIM =
      Pattern.compile(
          "\\bwith\\s+(?:the\\s+)?(?:text|contents?|words?|line)\\b(?!\\s+of)",
          Pattern.CASE_INSENSITIVE);

  private ClauseSplitter() {}

  static List<String> split(String goal) {
    var clauses = new ArrayList<String>();
    var joint = JOINT.matcher(goal);
    var start = 0;
    while (joint.find()) {
      if (joint.group("stop") != null && !opensText(goal, start, joint.start())
          || joint.group("soft") != null && splitsAt(goal, start, joint.start(), joint.end())) {
        add(goal.substring(start, joint.start()), clauses);
        start = joint.end();
      }
    }
    add(goal.substring(start), clauses);
    return clauses;
  }

  /// Returns whether a colon at this position directly follows `with the text`.
  private static boolean opensText(String goal, int start, int position) {
    var matcher = VERBATIM.matcher(goal).region(start, position);
    var end = -1;
    while (matcher.find()) {
      end = matcher.end();
    }
    return goal.charAt(position) == ':' && end == position;
  }

  private static boolean splitsAt(String goal, int start, int jointStart, int jointEnd) {
    var before = goal.substring(start, jointStart);
    var joint = goal.substring(jointStart, jointEnd).toLowerCase(Locale.ROOT);
    if (VERBATIM.matcher(before).find() && !joint.contains("then")) {
      return false;
    }
    var rest = goal.substring(jointEnd).stripLeading().toLowerCase(Locale.ROOT);
    var words = rest.replaceFirst("^(?:and|then|also|finally|please)\\s+", "").split("[^a-z]+", 2);
    return VERBS.contains(words[0]);
  }

  private static void add(String piece, List<String> clauses) {
    var clause =
        piece
            .strip()
            .replaceFirst("^(?:[-*]|\\d+[.)])\\s+", "")
            .replaceFirst("(?i)^(?:(?:and|then|also|finally|first|next|now|please),?\\s+)+", "")
            .strip();
    if (!clause.isEmpty()) {
      clauses.add(clause);
    }
  }
}
