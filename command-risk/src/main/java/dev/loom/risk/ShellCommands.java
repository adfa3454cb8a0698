package dev.loom.risk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Parses a shell command line into its simple commands, at any depth.
///
/// Supports quoting, separators, groups, redirections, here-documents, functions, `case`, command
/// substitution, and variables that the line itself assigns. It runs no command and reads no file.
/// [WordReader] reads the words.
final class ShellCommands {
  /// Limits the nesting of command substitutions; a deeper line is unparsable.
  static final int DEPTH_MAX = 50;

  private static final Set<String> BLOCK_STARTS =
      Set.of("if", "while", "until", "for", "select", "case", "{");
  private static final Set<String> BLOCK_ENDS = Set.of("fi", "done", "esac", "}");

  private static final char END_OF_INPUT = '\0';

  private final List<SimpleCommand> commands = new ArrayList<>();
  private final ShellVariables variables;
  private final ShellInput source;
  private final Deque<HereDocument> pendingHereDocuments = new ArrayDeque<>();
  private final WordReader reader;
  private Scope scope = new Scope(false);
  private String definedFunction = "";
  private int depth;

  private ShellCommands(String line, ShellVariables variables) {
    this.variables = variables;
    source = new ShellInput(line);
    reader = new WordReader(source, variables, this::readNestedCommands);
  }

  /// Holds the parts of the command that is being read at one depth.
  private static final class Scope {
    private final boolean isArray;
    private List<Word> words;
    private List<Word> outputFiles;
    private List<Word> appendedFiles;
    private List<Word> inputFiles;
    private StringBuilder hereText;
    private List<Word> target;
    private boolean piped;
    private boolean isConditional;
    private int blocks;
    private int groups;
    private int cases;

    /// @param isArray whether the words are the elements of an array, not a command
    Scope(boolean isArray) {
      this.isArray = isArray;
      begin();
    }

    private void begin() {
      words = new ArrayList<>();
      outputFiles = new ArrayList<>();
      appendedFiles = new ArrayList<>();
      inputFiles = new ArrayList<>();
      hereText = new StringBuilder();
      target = words;
    }
  }

  /// Represents a parsed command line.
  ///
  /// @param commands the simple commands, in the order in which they end
  /// @param parsable false for unsupported syntax, unclosed quotes and recursive functions
  record Parsed(List<SimpleCommand> commands, boolean parsable) {}

  static Parsed parse(String line) {
    var firstPass = new ShellVariables(Map.of());
    new ShellCommands(line, firstPass).read();
    return new ShellCommands(line, new ShellVariables(firstPass.counts())).read();
  }

  private Parsed read() {
    readCommandsUntil(END_OF_INPUT);
    return new Parsed(commands, source.isParsable());
  }

  private void readCommandsUntil(char end) {
    while (source.hasMore()) {
      char c = source.next();
      if (c == end && c != END_OF_INPUT && endsNestedCommands(c)) {
        endCommand(false);
        return;
      }
      switch (c) {
        case ' ', '\t' -> endWord();
        case '\n' -> readNewline();
        case '\r' -> {
          if (source.peek() != '\n') {
            source.markUnparsable();
          }
        }
        case ';' -> endCommand(false);
        case '&' -> readAmpersand();
        case '|' -> readPipe();
        case '(' -> openParenthesis();
        case ')' -> closeParenthesis();
        case '>' -> redirectOutput();
        case '<' -> redirectInput();
        case '#' -> readComment();
        default -> reader.readPart(c);
      }
    }
    endCommand(false);
    if (end != END_OF_INPUT) {
      source.markUnparsable();
    }
  }

  /// Returns whether the character ends the nested commands; `)` may also end a group or a pattern.
  private boolean endsNestedCommands(char c) {
    if (c != ')') {
      return true;
    }
    endWord();
    if (startsWith("esac")) {
      endCommand(false);
    }
    return scope.groups == 0 && scope.cases == 0 && !startsWith("case");
  }

  private boolean startsWith(String keyword) {
    var words = SimpleCommand.withoutLeadingKeywords(scope.words);
    return !words.isEmpty() && words.getFirst().isUnquoted(keyword);
  }

  /// Reads a command substitution, whose output becomes part of a word.
  private void readNestedCommands(char end) {
    if (end == '`') {
      readText(source.readBackquoted(), nested -> nested.readCommandsUntil(END_OF_INPUT));
    } else {
      readNested(end, new Scope(false));
    }
  }

  private void readNested(char end, Scope inner) {
    var outer = scope;
    var word = reader.save();
    scope = inner;
    if (++depth > DEPTH_MAX) {
      source.markUnparsable();
      source.skipAll();
    } else {
      readCommandsUntil(end);
    }
    depth--;
    scope = outer;
    reader.restore(word);
  }

  private void readNewline() {
    endCommand(false);
    while (!pendingHereDocuments.isEmpty()) {
      var document = pendingHereDocuments.removeFirst();
      var body = document.readBody(source);
      if (!document.quoted()) {
        readText(body, nested -> nested.reader.readBody());
      }
    }
  }

  /// Reads commands in a text, such as the command substitutions in a here-document.
  private void readText(String body, Consumer<ShellCommands> read) {
    if (depth >= DEPTH_MAX) {
      source.markUnparsable();
      return;
    }
    var nested = new ShellCommands(body, variables);
    nested.depth = depth + 1;
    read.accept(nested);
    commands.addAll(nested.commands);
    if (!nested.source.isParsable()) {
      source.markUnparsable();
    }
  }

  private void readAmpersand() {
    if (source.skip('>')) {
      redirectOutput();
    } else {
      boolean isList = source.skip('&');
      endCommand(false, isList || scope.words.isEmpty());
      scope.isConditional = isList;
    }
  }

  private void readPipe() {
    boolean pipesToNext = !source.skip('|');
    if (pipesToNext) {
      source.skip('&');
    }
    endCommand(pipesToNext, !pipesToNext);
    scope.isConditional = true;
  }

  private void openParenthesis() {
    if (reader.inWord() && reader.endsWith('=')) {
      readNested(')', new Scope(true));
      reader.appendUnknown();
      return;
    }
    var isFunctionHeader = reader.inWord() || scope.words.size() == 1;
    endWord();
    if (isFunctionHeader && source.skipEmptyGroup()) {
      definedFunction = scope.words.isEmpty() ? "" : scope.words.getLast().text();
      scope.words.clear();
    } else {
      endCommand(false);
      scope.groups++;
    }
  }

  private void closeParenthesis() {
    endWord();
    if (startsWith("esac")) {
      endCommand(false);
    }
    if (scope.groups > 0) {
      endCommand(false);
      scope.groups--;
    } else if (startsWith("case")) {
      scope.cases++;
      scope.words.clear();
    } else if (scope.cases > 0) {
      scope.words.clear();
    } else {
      endCommand(false);
    }
  }

  private void readComment() {
    if (reader.inWord()) {
      reader.readPart('#');
    } else {
      source.skipLine();
    }
  }

  /// Also after `[[`, which is a program to dash; see [#endCommand].
  private void redirectOutput() {
    reader.dropDescriptor();
    endWord();
    var target = source.peek() == '>' ? scope.appendedFiles : scope.outputFiles;
    while (source.peek() == '>' || source.peek() == '|') {
      source.next();
    }
    if (source.skip('(')) {
      readProcessSubstitution();
    } else if (!source.skip('&') || !source.skipDescriptor()) {
      scope.target = target;
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
    if (source.skip('(')) {
      readProcessSubstitution();
    } else if (source.skip('>')) {
      scope.target = scope.outputFiles;
    } else if (source.skip('&')) {
      source.skipDescriptor();
    } else if (source.skip('<')) {
      readHere();
    } else {
      scope.target = scope.inputFiles;
    }
  }

  private void readHere() {
    if (source.skip('<')) {
      scope.target = null;
    } else {
      pendingHereDocuments.add(HereDocument.readHeader(source, scope.hereText));
    }
  }

  /// Reads a process substitution, `<(…)` or `>(…)`.
  private void readProcessSubstitution() {
    readNestedCommands(')');
    reader.appendUnknown();
  }

  private void endWord() {
    for (var word : reader.takeWords()) {
      if (scope.target == null) {
        scope.hereText.append(word.text()).append('\n');
      } else {
        scope.target.addAll(word.expandBraces());
      }
      scope.target = scope.words;
    }
  }

  private void endCommand(boolean pipesToNext) {
    endCommand(pipesToNext, true);
    scope.isConditional = false;
  }

  /// @param inShell whether the shell itself runs the command, not a child in a pipe or background
  private void endCommand(boolean pipesToNext, boolean inShell) {
    endWord();
    var words = scope.words;
    if (startsWith("case")) {
      scope.cases++;
    } else if (startsWith("esac")) {
      scope.cases = Math.max(0, scope.cases - 1);
    }
    if (startsWith("[[")) {
      // More likely a comparison of values than a file.
      scope.outputFiles.removeIf(Word::hasUnknown);
    }
    trackFunction(words);
    int keywords = words.size() - SimpleCommand.withoutLeadingKeywords(words).size();
    for (var word : words.subList(0, Math.min(keywords + 1, words.size()))) {
      scope.blocks += BLOCK_STARTS.contains(word.text()) ? 1 : 0;
    }
    boolean isCertain =
        inShell
            && depth + scope.groups + scope.blocks == 0
            && !scope.piped
            && !(scope.isConditional && source.hasFurtherLists());
    if (!words.isEmpty() && BLOCK_ENDS.contains(words.getFirst().text())) {
      scope.blocks = Math.max(0, scope.blocks - 1);
    }
    if (Stream.of(words, scope.outputFiles, scope.appendedFiles, scope.inputFiles)
        .anyMatch(files -> !files.isEmpty())) {
      if (!scope.isArray) {
        variables.recordAssignments(SimpleCommand.withoutLeadingKeywords(words), isCertain);
        // The text of a here-document follows the command and is appended to hereText later.
        commands.add(
            new SimpleCommand(
                words,
                scope.outputFiles,
                scope.appendedFiles,
                scope.inputFiles,
                scope.hereText,
                scope.piped));
      }
      scope.begin();
    }
    scope.target = scope.words;
    scope.piped = pipesToNext;
  }

  /// Tracks function definitions; a recursive function, such as a fork bomb, is unparsable.
  private void trackFunction(List<Word> words) {
    var command = SimpleCommand.withoutLeadingKeywords(words);
    if (words.isEmpty()) {
      return;
    }
    if (words.getFirst().isUnquoted("}")) {
      definedFunction = "";
    } else if (words.getFirst().isUnquoted("function") && words.size() > 1) {
      definedFunction = words.get(1).text();
      command = words.subList(Math.min(3, words.size()), words.size());
    }
    if (!definedFunction.isEmpty()
        && !command.isEmpty()
        && command.getFirst().text().equals(definedFunction)) {
      source.markUnparsable();
    }
  }
}
