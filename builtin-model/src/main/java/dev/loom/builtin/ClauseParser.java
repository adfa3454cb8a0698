package dev.loom.builtin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Parses clauses into intents. Every rule matches a whole clause, so that no part of a request is
/// ignored silently.
final class ClauseParser {
  private static final int CLAUSE_CHARS_MAX = 2_000;

  /// Named parts of patterns, and the patterns of each action in order.
  private static final String TABLE = "clauses.txt";

  private static final Map<String, String> PARTS = new HashMap<>();
  private static final List<Rule> RULES = new ArrayList<>();

  static {
    readTable(TABLE).forEach(line -> addEntry(line[0], withParts(line[1])));
  }

  private static final Pattern QUOTED = Pattern.compile("(?s)" + PARTS.get("quoted"));
  private static final Pattern HERE = Pattern.compile("(?i)" + PARTS.get("here"));

  /// Quoted text, which is kept, or whitespace, which is collapsed.
  private static final Pattern QUOTED_OR_SPACES = Pattern.compile("(" + QUOTED + ")|\\s+");

  private static final Pattern PERCENTAGE =
      Pattern.compile("(\\d+(?:\\.\\d+)?) ?% of (\\d+(?:\\.\\d+)?)");
  private static final Pattern CALCULABLE =
      Pattern.compile("[\\d\\s.()+*/%-]*[*/%+-][\\d\\s.()+*/%-]*");

  private ClauseParser() {}

  private record Rule(Action action, Pattern pattern) {}

  /// Returns the definition of a named part.
  static String part(String name) {
    return PARTS.get(name);
  }

  /// Returns the lines of a file of this package, split at the first space, without comments.
  static List<String[]> readTable(String file) {
    try (var stream = ClauseParser.class.getResourceAsStream(file)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split(" ", 2))
          .toList();
    } catch (IOException exception) {
      throw new UncheckedIOException(exception);
    }
  }

  private static String withParts(String pattern) {
    return Pattern.compile("\\{([a-z]+2?)}")
        .matcher(pattern)
        .replaceAll(part -> Matcher.quoteReplacement(PARTS.get(part.group(1))));
  }

  private static void addEntry(String name, String pattern) {
    if (Character.isUpperCase(name.charAt(0))) {
      RULES.add(new Rule(Action.valueOf(name), Pattern.compile(pattern, Pattern.CASE_INSENSITIVE)));
    } else {
      PARTS.put(name, pattern);
    }
  }

  /// Parses a clause.
  static Intent parse(String clause) {
    var text =
        QUOTED_OR_SPACES
            .matcher(clause.strip().replaceFirst("[.?]$", ""))
            .replaceAll(ClauseParser::collapsed);
    if (text.length() <= CLAUSE_CHARS_MAX) {
      for (var rule : RULES) {
        var match = rule.pattern().matcher(text);
        if (match.matches()) {
          var intent = intent(rule.action(), match);
          if (intent.isPresent()) {
            return intent.get();
          }
        }
      }
    }
    return Intent.unknown(clause);
  }

  private static String collapsed(MatchResult match) {
    return match.group(1) == null ? " " : Matcher.quoteReplacement(match.group(1));
  }

  /// @return empty if the match has no valid meaning
  private static Optional<Intent> intent(Action action, Matcher match) {
    var path = group(match, "path").isEmpty() ? folder(match) : unquoted(group(match, "path"));
    var text = unquoted(group(match, "text"));
    var wholeWord = !group(match, "word").isEmpty();
    return switch (action) {
      case COUNT_FILES, FIND_FILES ->
          fileType(match).map(type -> new Intent(action, path, text, type, wholeWord));
      case FIND_MARKERS -> Optional.of(Intent.of(action, path, markers(text)));
      case CREATE_FILE ->
          path.contains(".") || path.contains("/") || path.matches("[A-Z]\\w+")
              ? Optional.of(Intent.of(action, path, text))
              : Optional.empty();
      case CALCULATE -> calculation(text).map(each -> Intent.of(action, path, each));
      default -> Optional.of(new Intent(action, path, text, FileType.ANY, wholeWord));
    };
  }

  private static Optional<FileType> fileType(Matcher match) {
    var glob = group(match, "glob");
    return glob.isEmpty()
        ? FileType.byName(group(match, "kind"))
        : Optional.of(FileType.forGlob(unquoted(glob)));
  }

  private static String markers(String text) {
    return Pattern.compile("[A-Za-z]+")
        .matcher(text)
        .results()
        .map(marker -> marker.group().toUpperCase(Locale.ROOT).replaceFirst("S$", ""))
        .filter(marker -> !marker.equals("AND") && !marker.equals("OR"))
        .distinct()
        .collect(Collectors.joining(" "));
  }

  /// Converts informally written arithmetic into the syntax of the calculator tool.
  ///
  /// @return empty if the text is not a calculation; a single number is none
  static Optional<String> calculation(String expression) {
    var text = expression.strip();
    var percentage = PERCENTAGE.matcher(text);
    if (percentage.matches()) {
      return Optional.of(percentage.group(1) + " / 100 * " + percentage.group(2));
    }
    var plain =
        text.replaceAll("(?<=\\d),(?=\\d{3}(?!\\d))", "")
            .replaceAll("(?<=[\\d)]) ?[x×] ?(?=[\\d(])", "*")
            .replace('÷', '/')
            .replace("^", "**");
    return CALCULABLE.matcher(plain).matches() && plain.matches(".*\\d.*\\D.*\\d.*")
        ? Optional.of(plain)
        : Optional.empty();
  }

  private static String group(Matcher match, String name) {
    var text = match.namedGroups().containsKey(name) ? match.group(name) : null;
    return text == null ? "" : text;
  }

  private static String folder(Matcher match) {
    var name = group(match, "dir").isEmpty() ? group(match, "dir2") : group(match, "dir");
    if (name.isEmpty() || HERE.matcher(name).matches()) {
      return ".";
    }
    var stripped =
        name.replaceFirst("(?i)^the ", "").replaceFirst("(?i) (?:folder|directory)$", "");
    var path = unquoted(stripped).replaceFirst("/+$", "");
    return path.isEmpty() ? "/" : path;
  }

  /// Returns the text inside quotes if the whole text is quoted.
  static String unquoted(String token) {
    return QUOTED.matcher(token).matches() ? token.substring(1, token.length() - 1) : token;
  }
}
