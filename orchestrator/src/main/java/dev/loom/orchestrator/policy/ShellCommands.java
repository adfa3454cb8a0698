package dev.loom.orchestrator.policy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/// Reads a shell command line: which simple commands are in it, at whatever depth, and what they
/// would be given.
///
/// It knows quoting, separators, groups, redirections, here-documents, functions, `case`, commands
/// within commands, and the variables that the line itself sets. It runs nothing and looks nothing
/// up. [WordReader] reads the words.
final class ShellCommands {
  /// Commands within commands: deeper than this is not understood.
  static final int DEPTH_MAX = 50;

  private static final char NOTHING = '\0';

  private final List<SimpleCommand> commands = new ArrayList<>();
  private final Variables variables;
  private final Source source;
  private final Deque<HereDocument> promised = new ArrayDeque<>();
  private final WordReader reader;
  private Level level = new Level(false);
  private String function = "";
  private int depth;

  private ShellCommands(String line, Variables variables) {
    this.variables = variables;
    source = new Source(line);
    reader = new WordReader(source, variables, this::commandsWithin);
  }

  /// What is open at one depth.
  private static final class Level {
    private final boolean list;
    private List<Word> words = new ArrayList<>();
    private List<Word> written = new ArrayList<>();
    private List<Word> read = new ArrayList<>();
    private StringBuilder input = new StringBuilder();
    private List<Word> target;
    private boolean piped;
    private int groups;
    private int cases;

    /// @param list whether these are the words of an array, and no command
    Level(boolean list) {
      this.list = list;
      target = words;
    }
  }

  /// What was found.
  ///
  /// @param commands each simple command
  /// @param understood false when a quote was left open, a function calls itself, or the like
  record Split(List<SimpleCommand> commands, boolean understood) {}

  static Split split(String line) {
    var counting = new Variables(Map.of());
    new ShellCommands(line, counting).read();
    return new ShellCommands(line, new Variables(counting.counted())).read();
  }

  private Split read() {
    commandsUntil(NOTHING);
    return new Split(commands, source.understood());
  }

  private void commandsUntil(char end) {
    while (source.more()) {
      char c = source.next();
      if (c == end && c != NOTHING && closes(c)) {
        endCommand(false);
        return;
      }
      switch (c) {
        case ' ', '\t' -> endWord();
        case '\n' -> newline();
        case '\r' -> {
          if (source.peek() != '\n') {
            source.giveUp();
          }
        }
        case ';' -> endCommand(false);
        case '&' -> ampersand();
        case '|' -> pipe();
        case '(' -> open();
        case ')' -> close();
        case '>' -> redirectOutput();
        case '<' -> redirectInput();
        case '#' -> comment();
        default -> reader.part(c);
      }
    }
    endCommand(false);
    if (end != NOTHING) {
      source.giveUp();
    }
  }

  /// A `)` may also end a group, or a pattern of `case`.
  private boolean closes(char c) {
    if (c != ')') {
      return true;
    }
    endWord();
    if (startsWith("esac")) {
      endCommand(false);
    }
    return level.groups == 0 && level.cases == 0 && !startsWith("case");
  }

  private boolean startsWith(String reserved) {
    int at = 0;
    while (at < level.words.size() && Programs.OPENING.contains(level.words.get(at).text())) {
      at++;
    }
    return at < level.words.size() && level.words.get(at).is(reserved);
  }

  /// Commands whose output becomes part of a word.
  private void commandsWithin(char end) {
    within(end, new Level(false));
  }

  private void within(char end, Level inner) {
    var outer = level;
    var word = reader.suspend();
    level = inner;
    if (++depth > DEPTH_MAX) {
      source.giveUp();
      source.skipAll();
    } else {
      commandsUntil(end);
    }
    depth--;
    level = outer;
    reader.resume(word);
  }

  private void newline() {
    endCommand(false);
    while (!promised.isEmpty()) {
      var document = promised.removeFirst();
      var body = document.body(source);
      if (!document.quoted()) {
        bodyCommands(body);
      }
    }
  }

  /// In a here-document whose end mark is not quoted, commands run while it is read.
  private void bodyCommands(String body) {
    if (depth >= DEPTH_MAX) {
      source.giveUp();
      return;
    }
    var inside = new ShellCommands(body, variables);
    inside.depth = depth + 1;
    inside.reader.body();
    commands.addAll(inside.commands);
    if (!inside.source.understood()) {
      source.giveUp();
    }
  }

  private void ampersand() {
    if (source.peek() == '>') {
      source.next();
      redirectOutput();
    } else {
      endCommand(false);
    }
  }

  private void pipe() {
    if (source.peek() == '|') {
      source.next();
      endCommand(false);
    } else {
      if (source.peek() == '&') {
        source.next();
      }
      endCommand(true);
    }
  }

  private void open() {
    if (reader.inWord() && reader.endsWith('=')) {
      within(')', new Level(true));
      reader.unknown();
      return;
    }
    var defines = reader.inWord() || level.words.size() == 1;
    endWord();
    if (defines && source.skipEmptyGroup()) {
      function = level.words.isEmpty() ? "" : level.words.getLast().text();
      level.words.clear();
    } else {
      endCommand(false);
      level.groups++;
    }
  }

  private void close() {
    endWord();
    if (startsWith("esac")) {
      endCommand(false);
    }
    if (level.groups > 0) {
      endCommand(false);
      level.groups--;
    } else if (startsWith("case")) {
      level.cases++;
      level.words.clear();
    } else if (level.cases > 0) {
      level.words.clear();
    } else {
      endCommand(false);
    }
  }

  private void comment() {
    if (reader.inWord()) {
      reader.part('#');
    } else {
      source.skipLine();
    }
  }

  private void redirectOutput() {
    if (startsWith("[[")) {
      endWord();
      return;
    }
    reader.dropDescriptor();
    endWord();
    while (source.peek() == '>' || source.peek() == '|') {
      source.next();
    }
    if (source.peek() == '(') {
      substitution();
    } else if (source.peek() == '&') {
      source.next();
      if (!source.skipDescriptor()) {
        level.target = level.written;
      }
    } else {
      level.target = level.written;
    }
  }

  private void redirectInput() {
    if (startsWith("[[")) {
      endWord();
      return;
    }
    if (source.peek() != '(') {
      reader.dropDescriptor();
    }
    endWord();
    switch (source.peek()) {
      case '(' -> substitution();
      case '>' -> {
        source.next();
        level.target = level.written;
      }
      case '&' -> {
        source.next();
        source.skipDescriptor();
      }
      case '<' -> here();
      default -> level.target = level.read;
    }
  }

  private void here() {
    source.next();
    if (source.peek() == '<') {
      source.next();
      level.target = null;
    } else {
      promised.add(HereDocument.after(source, level.input));
    }
  }

  /// `<(…)` and `>(…)`: a file whose content or reader is a command.
  private void substitution() {
    source.next();
    commandsWithin(')');
    reader.unknown();
  }

  private void endWord() {
    for (var word : reader.take()) {
      if (level.target == null) {
        level.input.append(word.text()).append('\n');
      } else {
        level.target.addAll(word.expanded());
      }
      level.target = level.words;
    }
  }

  private void endCommand(boolean pipes) {
    endWord();
    var words = level.words;
    if (startsWith("case")) {
      level.cases++;
    } else if (startsWith("esac")) {
      level.cases = Math.max(0, level.cases - 1);
    }
    noticeFunction(words);
    if (!words.isEmpty() || !level.written.isEmpty() || !level.read.isEmpty()) {
      if (!level.list) {
        variables.learn(Programs.withoutOpening(words));
        // A here-document is read after its command, so the command is completed then.
        commands.add(new SimpleCommand(words, level.written, level.read, level.input, level.piped));
      }
      level.words = new ArrayList<>();
      level.written = new ArrayList<>();
      level.read = new ArrayList<>();
      level.input = new StringBuilder();
    }
    level.target = level.words;
    level.piped = pipes;
  }

  /// A function that calls itself is either clever or a bomb.
  private void noticeFunction(List<Word> words) {
    var plain = Programs.withoutOpening(words);
    if (words.isEmpty()) {
      return;
    }
    if (words.getFirst().is("}")) {
      function = "";
    } else if (words.getFirst().is("function") && words.size() > 1) {
      function = words.get(1).text();
      plain = words.subList(Math.min(3, words.size()), words.size());
    }
    if (!function.isEmpty() && !plain.isEmpty() && plain.getFirst().text().equals(function)) {
      source.giveUp();
    }
  }
}
