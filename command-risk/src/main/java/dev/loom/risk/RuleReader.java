package dev.loom.risk;

import dev.loom.risk.RiskAssessment.Level;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads rule files, whose format `command-risk/README.md` describes. A malformed line is rejected
/// with the name of its file and its number.
final class RuleReader {
  private static final Set<String> LEVELS = Set.of("medium", "high");
  private static final String CONTINUATION = "    ";
  private static final Pattern TOKEN = Pattern.compile("(?:\"[^\"]*\"|[^ \"])+");

  private final RuleTable table =
      new RuleTable(
          new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
  private final Map<String, String> categories = new HashMap<>();
  private final Set<String> secretCategories = new HashSet<>();

  /// The programs of the current stanza, and the words of the current list; one is empty.
  private List<String> programs = new ArrayList<>();

  private Set<String> list;
  private List<RuleTable.Block> blocks;

  RuleTable table() {
    return table;
  }

  /// Reads a file that belongs to this package.
  void readResource(String name) {
    var file = "rules/" + name + ".txt";
    try (var stream = RuleReader.class.getResourceAsStream(file)) {
      read(file, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException exception) {
      throw new UncheckedIOException(exception);
    }
  }

  /// @throws IllegalArgumentException if a line is malformed
  void read(String file, String text) {
    startStanza();
    var lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      int number = i + 1;
      var line = new StringBuilder(lines.get(i));
      while (i + 1 < lines.size() && lines.get(i + 1).startsWith(CONTINUATION)) {
        line.append(lines.get(i).endsWith(",") ? "" : " ").append(lines.get(++i).strip());
      }
      try {
        readLine(line.toString());
      } catch (IllegalArgumentException exception) {
        throw new IllegalArgumentException(
            file + ":" + number + ": " + exception.getMessage(), exception);
      }
    }
  }

  private static void check(boolean valid, String problem) {
    if (!valid) {
      throw new IllegalArgumentException(problem);
    }
  }

  private static Rule.Action action(String name) {
    for (var action : Rule.Action.values()) {
      if (name.equals(action.name().toLowerCase(Locale.ROOT).replace('_', '-'))) {
        return action;
      }
    }
    throw new IllegalArgumentException("unknown action: " + name);
  }

  private void startStanza() {
    programs = new ArrayList<>();
    list = null;
    blocks = null;
  }

  private void readLine(String line) {
    var tokens = tokens(line);
    if (tokens.isEmpty() || line.startsWith("#")) {
      return;
    }
    if (line.startsWith(" ")) {
      check(list != null || !programs.isEmpty(), "no program or list before this line");
      if (list != null) {
        list.addAll(tokens);
      } else {
        readRule(tokens);
      }
      return;
    }
    if (list != null || blocks != null) {
      startStanza();
    }
    switch (tokens.getFirst()) {
      case "category", "secret-category" -> readCategory(tokens);
      case "list" -> {
        check(tokens.size() == 2 && programs.isEmpty(), "a list needs one name");
        list = new LinkedHashSet<>();
        check(table.lists().put(tokens.get(1), list) == null, "the list exists already");
      }
      default -> readPrograms(tokens);
    }
  }

  /// Splits a line into words. Quotes keep spaces.
  private static List<String> tokens(String line) {
    check(line.chars().filter(c -> c == '"').count() % 2 == 0, "the line ends within quotes");
    return TOKEN.matcher(line).results().map(token -> token.group().replace("\"", "")).toList();
  }

  private void readCategory(List<String> tokens) {
    check(tokens.size() > 2, "a category needs a name and a reason");
    var reason = String.join(" ", tokens.subList(2, tokens.size()));
    check(categories.put(tokens.get(1), reason) == null, "the category exists already");
    if (tokens.getFirst().startsWith("secret")) {
      secretCategories.add(tokens.get(1));
    }
  }

  /// Reads names of programs, subcommands after `git:`, and `@list`.
  private void readPrograms(List<String> tokens) {
    var first = tokens.getFirst();
    boolean subcommands = first.endsWith(":");
    var prefix = subcommands ? first.substring(0, first.length() - 1) + " " : "";
    for (var name : subcommands ? tokens.subList(1, tokens.size()) : tokens) {
      if (name.startsWith("@")) {
        var listed = table.lists().get(name.substring(1));
        check(listed != null, "no list before this line is named " + name);
        programs.addAll(listed);
      } else {
        programs.add(prefix + name);
      }
    }
  }

  private void readRule(List<String> tokens) {
    if (blocks == null) {
      blocks = new ArrayList<>();
    }
    var first = tokens.getFirst();
    var rest = tokens.subList(1, tokens.size());
    switch (first) {
      case "wrapper" ->
          programs.forEach(program -> table.wrappers().put(program, Wrapper.parse(rest)));
      case "runner", "supplier" -> {
        var runner = new Runner(Set.copyOf(rest), first.equals("supplier"));
        programs.forEach(program -> table.runners().put(program, runner));
      }
      case "each" -> addRule(true, rest);
      default -> addRule(false, tokens);
    }
  }

  private void addRule(boolean each, List<String> tokens) {
    int end = tokens.indexOf("if");
    var head = end < 0 ? tokens : tokens.subList(0, end);
    var tests = end < 0 ? List.<String>of() : tokens.subList(end + 1, tokens.size());
    check(!head.isEmpty(), "a rule needs an action");
    if (blocks.isEmpty()) {
      var stanza = new RuleTable.Stanza(blocks);
      programs.forEach(program -> table.add(program, stanza));
    }
    if (blocks.isEmpty() || blocks.getLast().each() != each) {
      blocks.add(new RuleTable.Block(each, new ArrayList<>()));
    }
    var condition = end < 0 ? Condition.ALWAYS : Condition.parse(tests, table.lists(), each);
    blocks.getLast().rules().add(rule(each, head, condition, end >= 0));
  }

  private Rule rule(boolean each, List<String> head, Condition condition, boolean conditional) {
    var first = head.getFirst();
    if (LEVELS.contains(first)) {
      check(
          head.size() > 2 && categories.containsKey(head.get(1)), "needs a category and a reason");
      var reason = String.join(" ", head.subList(2, head.size()));
      return risk(
          condition, Level.valueOf(first.toUpperCase(Locale.ROOT)), head.get(1), reason, "");
    }
    var words = head.subList(1, head.size());
    if (categories.containsKey(first)) {
      check(!each && !conditional, "a rule that names words has no condition");
      return risk(
          ArgumentTest.sequence(words),
          Level.HIGH,
          first,
          categories.get(first),
          words.isEmpty() ? "" : " " + String.join(" ", words));
    }
    var action = action(String.join(" ", head));
    check(each || !action.isPositional(), first + " needs each");
    return action.rule(condition);
  }

  /// @param words what the user is shown after the program instead of arguments that may be secret
  private Rule risk(
      Condition condition, Level level, String category, String reason, String words) {
    boolean secret = secretCategories.contains(category);
    return new Rule(
        condition,
        (call, at) ->
            RiskAssessment.of(
                level, category, reason, secret ? call.program() + words + " …" : call.line()),
        Rule.Next.STANZA);
  }
}
