package dev.loom.builtin;

import java.util.ArrayList;
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

  private static final String QUOTED = "\"[^\"]+\"|“[^”]+”|‘[^’]+’|`[^`]+`|'[^']+'";
  private static final String TOKEN = "(?:" + QUOTED + "|[^\\s,;\"'`]+)";
  private static final String HERE =
      "(?:(?:this|the|my|our) )?(?:(?:current|whole|entire) )?(?:folder|directory|project"
          + "|repository|repo|workspace|codebase|code base|tree)|here";
  private static final String FOLDER =
      "(?:" + HERE + "|(?:the )?(?!this |the )" + TOKEN + "(?: (?:folder|directory))?)";
  private static final String IN = " (?:in|under|inside|within|of|from|through|across) ";

  /// Names of the parts that [#RULES] uses in braces.
  private static final Map<String, String> PARTS =
      Map.of(
          "path", "(?<path>" + TOKEN + ")",
          "folder", "(?<dir>" + FOLDER + ")",
          "in", "(?:" + IN + "(?<dir>" + FOLDER + "))?",
          "in2", "(?:" + IN + "(?<dir2>" + FOLDER + "))?",
          "all", "(?: (?:me|all|every|any|each|of|the|those|existing))*",
          "kind", "(?<kind>[\\w.*+#-]+)",
          "quoted", "(?<text>" + QUOTED + ")",
          "mark", "(?:TODO|FIXME|HACK|XXX|BUG|NOTE)s?",
          "find", "(?:find|list|search for|search|look for|locate|collect|gather|show)",
          "saved",
              """
              (?:it|them|this|that|all|everything|all of (?:it|that|this)\
              |(?:what|whatever|all|everything)\
               you(?: have|'ve)? (?:found|find|counted|learned|did)\
              |(?:a|the|your|their|its|these|those|all)\
              (?: (?:short|full|complete|markdown|text|file))?\
               (?:findings?|results?|outputs?|lists?|names?|file names?|paths?|report|summary\
              |numbers?|totals?|counts?|answers?)(?: (?:of|about|on|with)\
               (?:it|them|that|this|what you(?: have|'ve)? found|the (?:findings|results)))?)""");

  /// One rule per line: the action and the pattern of its clauses. The first match counts.
  private static final String RULES =
      """
      TAKE_INVENTORY=(?:take|make) (?:stock|an inventory){in}
      MEASURE=(?:count|how many|tell me how many) (?:the )?(?:number of )?(?:lines|words|characters)\
      (?: of (?:code|text))?(?: (?:are )?(?:there )?in)?(?: in| of)? (?:the file )?{path}\
      (?: has| have)?
      COUNT_FILES=(?:count|tally|how many){all}(?: {kind})?(?: code)? files\
      (?: are there| do we have)?(?: by (?:type|extension|language|kind))?{in}\
      (?: by (?:type|extension|language|kind))?(?: are there)?
      FIND_MARKERS={find}{all} (?<text>{mark}(?:(?:,? (?:and|or) |, ?| ?/ ?| ?& ?){mark})*)\
      (?: (?:comment|marker|note|item|line|mark|tag)s?)?{in}
      FIND_FILES={find}{all}(?: {kind})? (?:files?|source|sources|classes){in} \
      (?:(?:that|which) (?:mention|contain|include|reference|import|use|have)s?|containing\
      |mentioning|with) (?:the (?:word|text|string) )?(?<text>{anyquoted}|[\\w.:@/+-]+){in2}
      FIND_FILES={find}{all} files (?:named|called|matching|like) (?<glob>{token}){in}
      LIST_FOLDER=(?:list|show){all} (?:files|contents?|folders|directories\
      |files and (?:folders|directories)|everything){in}
      FIND_FILES={find}{all} {kind} (?:files?|source|sources|classes){in}
      SEARCH_TEXT=(?:search|look|grep|find)(?: in {folder})?(?: for)?{all}\
      (?: (?:occurrences?|mentions?|uses?|lines?|places?)(?: of| with| that mention)?)?\
      (?: the (?:word|text|string))? {quoted}{in2}
      SEARCH_TEXT=(?:search for|grep for|grep|find (?:all |every )?(?:occurrences?|mentions?) of)\
       (?<text>[\\w.:@/+-]+){in}
      CREATE_FILE=(?:create|make|write|add|put|save)(?: (?:a|an|the|new|text|empty))*(?: file)?\
      (?: (?:called|named))? {path} (?:with|containing|that says|saying)\
      (?: (?:the |a )?(?:text|contents?|words?|line)(?! of):?)? {quoted}
      CREATE_FILE=(?:create|make|write|add)(?: (?:a|an|the|new|text))*(?: file)?\
      (?: (?:called|named))? {path} (?:with|containing)\
       (?:the )?(?:text|contents?|words?|line)(?! of):? (?<text>.+)
      CREATE_FILE=(?:write|put|save)(?: the (?:text|words?|line))? {quoted} (?:to|in|into)\
       (?:(?:a|the|new|file|called|named) )*{path}
      CREATE_FILE=(?:create|make|add)(?: (?:a|an|new))* empty(?: text)? file\
      (?: (?:called|named))? {path}
      LIST_FOLDER=(?:list|ls|show(?: me)? what is in) {folder}
      READ_FILE=(?:read|show|print|display|open|cat)(?: me)?(?: the)?\
      (?: (?:files?|contents?)(?: of)?)*(?: the)? {path}
      SUMMARISE=(?:summari[sz]e|outline|(?:give|write|make|create)(?: me)? (?:a|the) summary of)\
      (?: the (?:contents? of|file))? (?<path>{token}|the file)\
      (?: (?:in|into|to|as) (?:(?:a|the|file|called|named) )*(?<to>{token}))?
      SAVE=(?:write|save|store|put|record|export|report|collect|create|make) {saved} (?:down )?\
      (?:to|in|into|as|called)(?: (?:a|an|the|file|text|markdown|new|called|named))* {path}
      SAVE=(?:write|create|make)(?: (?:a|the|file|report))* {path} (?:with|from) {saved}
      SAVE=report (?:to|in|into) {path}
      RUN_COMMAND=(?:run|execute)(?: the)?(?: (?:shell )?command)?:? {quoted}
      RUN_COMMAND=(?:run|execute) the (?:shell )?command:? (?<text>.+)
      RUN_COMMAND=run (?<text>(?:ls|pwd|date|whoami|uname|df|du|wc|cat|head|tail|echo|git|env)(?: .*)?)
      CALCULATE=(?:what is|what's|calculate|compute|how much is|work out)?\
      (?: the (?:result|value) of)? ?(?<text>[\\d(.+-][\\d\\s.,()+*/%^×÷x-]*(?: ?of [\\d.]+)?)(?: ?=)?
      """;

  /// Quoted text, which is kept, or whitespace, which is collapsed.
  private static final Pattern QUOTED_OR_SPACES = Pattern.compile("(" + QUOTED + ")|\\s+");

  private static final Pattern PERCENTAGE =
      Pattern.compile("(\\d+(?:\\.\\d+)?) ?% of (\\d+(?:\\.\\d+)?)");
  private static final Pattern CALCULABLE =
      Pattern.compile("[\\d\\s.()+*/%-]*[*/%+-][\\d\\s.()+*/%-]*");

  private static final List<Rule> PARSED_RULES = RULES.lines().map(ClauseParser::rule).toList();

  private ClauseParser() {}

  private record Rule(Action action, Pattern pattern) {}

  private static Rule rule(String line) {
    var parts = line.split("=", 2);
    var regex =
        Pattern.compile("\\{([a-z]+2?)}")
            .matcher(parts[1])
            .replaceAll(part -> Matcher.quoteReplacement(part(part.group(1))));
    return new Rule(
        Action.valueOf(parts[0]), Pattern.compile(regex, Pattern.CASE_INSENSITIVE));
  }

  private static String part(String name) {
    return switch (name) {
      case "token" -> TOKEN;
      case "anyquoted" -> QUOTED;
      default -> Optional.ofNullable(PARTS.get(name)).orElseThrow();
    };
  }

  /// Parses a clause into its intents; `summarise it in summary.md` has two.
  static List<Intent> parse(String clause) {
    var text =
        QUOTED_OR_SPACES
            .matcher(clause.strip().replaceFirst("[.?]$", ""))
            .replaceAll(ClauseParser::collapsed);
    if (text.length() <= CLAUSE_CHARS_MAX) {
      for (var rule : PARSED_RULES) {
        var match = rule.pattern().matcher(text);
        if (match.matches()) {
          var intent = intent(rule.action(), match);
          if (intent.isPresent()) {
            return withTarget(intent.get(), group(match, "to"));
          }
        }
      }
    }
    return List.of(Intent.unknown(clause));
  }

  private static String collapsed(MatchResult match) {
    return match.group(1) == null ? " " : Matcher.quoteReplacement(match.group(1));
  }

  private static List<Intent> withTarget(Intent intent, String to) {
    return to.isEmpty()
        ? List.of(intent)
        : List.of(intent, Intent.of(Action.SAVE, unquoted(to), ""));
  }

  /// @return empty if the match has no valid meaning
  private static Optional<Intent> intent(Action action, Matcher match) {
    var path = group(match, "path").isEmpty() ? folder(match) : unquoted(group(match, "path"));
    var text = unquoted(group(match, "text"));
    return switch (action) {
      case COUNT_FILES, FIND_FILES ->
          fileType(match).map(type -> new Intent(action, path, text, type));
      case FIND_MARKERS -> Optional.of(Intent.of(action, path, markers(text)));
      case CREATE_FILE ->
          path.contains(".") || path.contains("/") || path.matches("[A-Z]\\w+")
              ? Optional.of(Intent.of(action, path, text))
              : Optional.empty();
      case CALCULATE -> calculation(text).map(each -> Intent.of(action, path, each));
      default -> Optional.of(Intent.of(action, path, text));
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
    if (name.isEmpty() || name.toLowerCase(Locale.ROOT).matches(HERE)) {
      return ".";
    }
    var stripped =
        name.replaceFirst("(?i)^the ", "").replaceFirst("(?i) (?:folder|directory)$", "");
    var path = unquoted(stripped).replaceFirst("/+$", "");
    return path.isEmpty() ? "/" : path;
  }

  /// Returns the text inside quotes if the whole text is quoted.
  static String unquoted(String token) {
    return token.matches("(?s)" + QUOTED) ? token.substring(1, token.length() - 1) : token;
  }
}
