package dev.loom.builtin;

import static dev.loom.builtin.Vocabulary.ALL;
import static dev.loom.builtin.Vocabulary.FILES;
import static dev.loom.builtin.Vocabulary.FOLDER;
import static dev.loom.builtin.Vocabulary.IN;
import static dev.loom.builtin.Vocabulary.MARKER;
import static dev.loom.builtin.Vocabulary.QUOTED;
import static dev.loom.builtin.Vocabulary.TOKEN;
import static dev.loom.builtin.Vocabulary.folder;
import static dev.loom.builtin.Vocabulary.markers;
import static dev.loom.builtin.Vocabulary.path;
import static dev.loom.builtin.Vocabulary.text;
import static dev.loom.builtin.Vocabulary.unquoted;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Parses clauses into intents. Every rule matches a whole clause, so that no part of a request is
/// ignored silently.
final class ClauseParser {
  private static final int CLAUSE_CHARS_MAX = 2_000;

  private static final String SUMMARISE =
      "(?:summari[sz]e|outline|(?:give|write|make|create)(?: me)? (?:a|the) summary of)"
          + "(?: the (?:contents? of|file))? ";
  private static final Pattern SUMMARY_TO =
      Pattern.compile(
          SUMMARISE
              + "(?<path>"
              + TOKEN
              + "|the file) (?:in|into|to|as)"
              + " (?:(?:a|the|file|called|named) )*(?<to>"
              + TOKEN
              + ")",
          Pattern.CASE_INSENSITIVE);

  /// Quoted text, which is kept, or whitespace, which is collapsed.
  private static final Pattern QUOTED_OR_SPACES = Pattern.compile("(" + QUOTED + ")|\\s+");

  private static final Function<MatchResult, String> COLLAPSED_SPACE =
      match -> match.group(1) == null ? " " : Matcher.quoteReplacement(match.group(1));

  private final List<Rule> rules = new ArrayList<>();

  /// @param intent creates the intent of a match; empty if the match has no valid meaning
  private record Rule(Pattern pattern, Function<Matcher, Optional<Intent>> intent) {}

  ClauseParser() {
    inventoryRules();
    countRules();
    findRules();
    fileRules();
    saveRules();
    otherRules();
  }

  /// Parses a clause into its intents; `summarise it in summary.md` has two.
  List<Intent> parse(String clause) {
    var text =
        QUOTED_OR_SPACES
            .matcher(clause.strip().replaceFirst("[.?]$", ""))
            .replaceAll(COLLAPSED_SPACE);
    if (text.length() <= CLAUSE_CHARS_MAX) {
      var summary = SUMMARY_TO.matcher(text);
      if (summary.matches()) {
        return List.of(
            new Intent.Summarise(path(summary.group("path"))),
            new Intent.Save(path(summary.group("to"))));
      }
      for (var rule : rules) {
        var match = rule.pattern().matcher(text);
        if (match.matches()) {
          var intent = rule.intent().apply(match);
          if (intent.isPresent()) {
            return List.of(intent.get());
          }
        }
      }
    }
    return List.of(new Intent.Unknown(clause));
  }

  private void rule(String pattern, Function<Matcher, Intent> intent) {
    optionalRule(pattern, match -> Optional.of(intent.apply(match)));
  }

  private void optionalRule(String pattern, Function<Matcher, Optional<Intent>> intent) {
    rules.add(new Rule(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE), intent));
  }

  private void inventoryRules() {
    rule(
        "(?:take|make) (?:stock|an inventory)(?:" + IN + "(?<dir>" + FOLDER + "))?",
        match -> new Intent.TakeInventory(folder(match)));
  }

  private void countRules() {
    var lines =
        "(?:the )?(?:number of )?(?:lines|words|characters)(?: of (?:code|text))?(?: (?:are )?(?:there )?in)?";
    rule(
        "(?:count|how many|tell me how many) "
            + lines
            + "(?: in| of)? (?:the file )?(?<path>"
            + TOKEN
            + ")(?: has| have)?",
        match -> new Intent.Measure(path(match.group("path"))));
    optionalRule(
        "(?:count|tally|how many)"
            + ALL
            + "(?: (?<kind>[\\w.*+#-]+))?(?: code)? files(?: are there| do we have)?"
            + "(?: by (?:type|extension|language|kind))?(?:"
            + IN
            + "(?<dir>"
            + FOLDER
            + "))?(?: by (?:type|extension|language|kind))?(?: are there)?",
        match ->
            FileType.byName(text(match, "kind"))
                .map(kind -> new Intent.CountFiles(folder(match), kind)));
  }

  private void findRules() {
    var find = "(?:find|list|search for|search|look for|locate|collect|gather|show)";
    rule(
        find
            + ALL
            + " (?<marks>"
            + MARKER
            + "(?:(?:,? (?:and|or) |, ?| ?/ ?| ?& ?)"
            + MARKER
            + ")*)(?: (?:comment|marker|note|item|line|mark|tag)s?)?(?:"
            + IN
            + "(?<dir>"
            + FOLDER
            + "))?",
        match -> new Intent.FindMarkers(markers(match.group("marks")), folder(match)));
    var mentions =
        "(?:(?:that|which) (?:mention|contain|include|reference|import|use|have)s?|containing"
            + "|mentioning|with)";
    optionalRule(
        find
            + ALL
            + "(?: (?<kind>[\\w.*+#-]+))? "
            + FILES
            + "(?:"
            + IN
            + "(?<dir>"
            + FOLDER
            + "))? "
            + mentions
            + " (?:the (?:word|text|string) )?(?<text>"
            + QUOTED
            + "|[\\w.:@/+-]+)(?:"
            + IN
            + "(?<dir2>"
            + FOLDER
            + "))?",
        match ->
            FileType.byName(text(match, "kind"))
                .map(
                    kind ->
                        new Intent.FindFiles(
                            folder(match), kind, Optional.of(path(match.group("text"))))));
    rule(
        find
            + ALL
            + " files (?:named|called|matching|like) (?<glob>"
            + TOKEN
            + ")(?:"
            + IN
            + "(?<dir>"
            + FOLDER
            + "))?",
        match ->
            new Intent.FindFiles(
                folder(match), FileType.forGlob(path(match.group("glob"))), Optional.empty()));
    rule(
        "(?:list|show)"
            + ALL
            + " (?:files|contents?|folders|directories|files and (?:folders|directories)"
            + "|everything)(?:"
            + IN
            + "(?<dir>"
            + FOLDER
            + "))?",
        match -> new Intent.ListFolder(folder(match)));
    optionalRule(
        find + ALL + " (?<kind>[\\w.*+#-]+) " + FILES + "(?:" + IN + "(?<dir>" + FOLDER + "))?",
        match ->
            FileType.byName(text(match, "kind"))
                .map(kind -> new Intent.FindFiles(folder(match), kind, Optional.empty())));
    rule(
        "(?:search|look|grep|find)(?: in (?<dir>"
            + FOLDER
            + "))?(?: for)?"
            + ALL
            + "(?: (?:occurrences?|mentions?|uses?|lines?|places?)(?: of| with| that mention)?)?"
            + "(?: the (?:word|text|string))? (?<text>"
            + QUOTED
            + ")(?:"
            + IN
            + "(?<dir2>"
            + FOLDER
            + "))?",
        match -> new Intent.SearchText(path(match.group("text")), folder(match)));
    rule(
        "(?:search for|grep for|grep|find (?:all |every )?(?:occurrences?|mentions?) of)"
            + " (?<text>[\\w.:@/+-]+)(?:"
            + IN
            + "(?<dir>"
            + FOLDER
            + "))?",
        match -> new Intent.SearchText(path(match.group("text")), folder(match)));
  }

  private void fileRules() {
    optionalRule(
        "(?:create|make|write|add|put|save)(?: (?:a|an|the|new|text|empty))*(?: file)?(?: (?:called|named))?"
            + " (?<path>"
            + TOKEN
            + ") (?:with|containing|that says|saying)"
            + "(?: (?:the |a )?(?:text|contents?|words?|line)(?! of):?)? (?<content>"
            + QUOTED
            + ")",
        match -> createFile(match.group("path"), unquoted(match.group("content"))));
    optionalRule(
        "(?:create|make|write|add)(?: (?:a|an|the|new|text))*(?: file)?(?: (?:called|named))?"
            + " (?<path>"
            + TOKEN
            + ") (?:with|containing) (?:the )?(?:text|contents?|words?|line)(?! of):? (?<content>.+)",
        match -> createFile(match.group("path"), match.group("content")));
    optionalRule(
        "(?:write|put|save)(?: the (?:text|words?|line))? (?<content>"
            + QUOTED
            + ") (?:to|in|into) (?:(?:a|the|new|file|called|named) )*(?<path>"
            + TOKEN
            + ")",
        match -> createFile(match.group("path"), unquoted(match.group("content"))));
    optionalRule(
        "(?:create|make|add)(?: (?:a|an|new))* empty(?: text)? file(?: (?:called|named))? (?<path>"
            + TOKEN
            + ")",
        match -> createFile(match.group("path"), ""));
    rule(
        "(?:list|ls|show(?: me)? what is in) (?<dir>" + FOLDER + ")",
        match -> new Intent.ListFolder(folder(match)));
    rule(
        "(?:read|show|print|display|open|cat)(?: me)?(?: the)?(?: (?:files?|contents?)(?: of)?)*(?: the)?"
            + " (?<path>"
            + TOKEN
            + ")",
        match -> new Intent.ReadFile(path(match.group("path"))));
    rule(
        SUMMARISE + "(?<path>" + TOKEN + "|the file)",
        match -> new Intent.Summarise(path(match.group("path"))));
  }

  private void saveRules() {
    var savedThing =
        "(?:it|them|this|that|all|everything|all of (?:it|that|this)|(?:what|whatever|all|everything)"
            + " you(?: have|'ve)? (?:found|find|counted|learned|did)|(?:a|the|your|their|its|these|those|all)"
            + "(?: (?:short|full|complete|markdown|text|file))?"
            + " (?:findings?|results?|outputs?|lists?|names?|file names?|paths?|report|summary|numbers?"
            + "|totals?|counts?|answers?)(?: (?:of|about|on|with)"
            + " (?:it|them|that|this|what you(?: have|'ve)? found|the (?:findings|results)))?)";
    rule(
        "(?:write|save|store|put|record|export|report|collect|create|make) "
            + savedThing
            + " (?:down )?(?:to|in|into|as|called)(?: (?:a|an|the|file|text|markdown|new|called|named))*"
            + " (?<path>"
            + TOKEN
            + ")",
        match -> new Intent.Save(path(match.group("path"))));
    rule(
        "(?:write|create|make)(?: (?:a|the|file|report))* (?<path>"
            + TOKEN
            + ") (?:with|from) (?:"
            + savedThing
            + ")",
        match -> new Intent.Save(path(match.group("path"))));
    rule(
        "report (?:to|in|into) (?<path>" + TOKEN + ")",
        match -> new Intent.Save(path(match.group("path"))));
  }

  private void otherRules() {
    rule(
        "(?:run|execute)(?: the)?(?: (?:shell )?command)?:? (?<command>" + QUOTED + ")",
        match -> new Intent.RunCommand(unquoted(match.group("command"))));
    rule(
        "(?:run|execute) the (?:shell )?command:? (?<command>.+)",
        match -> new Intent.RunCommand(match.group("command")));
    rule(
        "run (?<command>(?:ls|pwd|date|whoami|uname|df|du|wc|cat|head|tail|echo|git|env)(?: .*)?)",
        match -> new Intent.RunCommand(match.group("command")));
    optionalRule(
        "(?:what is|what's|calculate|compute|how much is|work out)?(?: the (?:result|value) of)? ?"
            + "(?<sum>[\\d(.+-][\\d\\s.,()+*/%^×÷x-]*(?: ?of [\\d.]+)?)(?: ?=)?",
        match -> ArithmeticNormalizer.normalize(match.group("sum")).map(Intent.Calculate::new));
  }

  private static Optional<Intent> createFile(String path, String content) {
    var name = path(path);
    return name.contains(".") || name.contains("/") || name.matches("[A-Z]\\w+")
        ? Optional.of(new Intent.CreateFile(name, content))
        : Optional.empty();
  }
}
