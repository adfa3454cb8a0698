package dev.loom.risk;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Reads words: removes quotes, expands variables and marks the parts that are unknown.
final class WordReader {
  /// Limits the characters that variables add to a line.
  private static final int EXPANDED_CHARS_MAX = 20_000;

  /// Holds an incomplete word while the commands within it are read.
  static final class Draft {
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder mask = new StringBuilder();
    private final List<Word> completed = new ArrayList<>();
    private boolean inWord;
  }

  private final ShellInput source;
  private final ShellVariables variables;
  private final Consumer<Character> nestedCommands;
  private Draft draft = new Draft();
  private int expandedChars;
  private int depth;

  /// @param nestedCommands reads the commands of a command substitution up to its end
  WordReader(ShellInput source, ShellVariables variables, Consumer<Character> nestedCommands) {
    this.source = source;
    this.variables = variables;
    this.nestedCommands = nestedCommands;
  }

  boolean inWord() {
    return draft.inWord;
  }

  boolean endsWith(char c) {
    return !draft.mask.isEmpty() && draft.mask.charAt(draft.mask.length() - 1) == c;
  }

  /// Reads the part of a word that starts with the given character.
  void readPart(char c) {
    switch (c) {
      case '\'' -> appendQuoted(source.readUntil('\''));
      case '"' -> readDoubleQuoted();
      case '\\' -> readEscape();
      case '$' -> readDollar(false);
      case '`' -> readBackquoted();
      default -> {
        // Invisible characters and unusual spaces hide what the line does.
        if (c < ' ' || c > '~' && (Character.isSpaceChar(c) || isInvisible(c))) {
          source.markUnparsable();
        }
        append(c, c);
      }
    }
  }

  static boolean isInvisible(char c) {
    return Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
  }

  void appendUnknown() {
    append(Word.UNKNOWN, Word.UNKNOWN);
  }

  /// Drops the file descriptor before a redirection, as in `2>`.
  void dropDescriptor() {
    if (draft.inWord && draft.mask.chars().allMatch(Character::isDigit)) {
      clearWord();
    }
  }

  /// Ends the current word.
  ///
  /// @return the word, the words that a variable expanded to, or an empty list
  List<Word> takeWords() {
    completeWord();
    var words = List.copyOf(draft.completed);
    draft.completed.clear();
    return words;
  }

  /// Begins another word.
  ///
  /// @return the incomplete word, to be restored
  Draft save() {
    var saved = draft;
    draft = new Draft();
    return saved;
  }

  void restore(Draft saved) {
    draft = saved;
  }

  /// Reads the body of a here-document, in which only `$` and backquotes are special.
  void readBody() {
    while (source.hasMore()) {
      char c = source.next();
      switch (c) {
        case '\\' -> {
          if (source.hasMore()) {
            source.next();
          }
        }
        case '$' -> readDollar(true);
        case '`' -> readBackquoted();
        default -> append(c, Word.QUOTED);
      }
    }
  }

  /// Reads an arithmetic expression `$((…))`.
  ///
  /// @param end the index of its `))`
  private void readArithmetic(int end) {
    while (source.position() < end) {
      if (source.next() == '$') {
        readDollar(true);
      }
    }
    source.next();
    source.next();
    appendUnknown();
  }

  private void append(char c, char masked) {
    draft.text.append(c);
    draft.mask.append(masked);
    draft.inWord = true;
  }

  private void appendQuoted(String part) {
    draft.inWord = true;
    part.chars().forEach(c -> append((char) c, Word.QUOTED));
  }

  private void readEscape() {
    if (!source.hasMore()) {
      source.markUnparsable();
      return;
    }
    char next = source.next();
    if (next != '\n') {
      append(next, Word.QUOTED);
    }
  }

  private void readDoubleQuoted() {
    draft.inWord = true;
    readNested(
        () -> {
          while (source.hasMore() && source.peek() != '"') {
            readQuotedPart(source.next());
          }
          skipEnd('"');
        });
  }

  private void readQuotedPart(char c) {
    switch (c) {
      case '\\' -> readEscapeInQuotes();
      case '`' -> readBackquoted();
      case '$' -> readDollar(true);
      default -> append(c, Word.QUOTED);
    }
  }

  private void skipEnd(char end) {
    if (!source.skip(end)) {
      source.markUnparsable();
    }
  }

  /// Reads a part of a word one level deeper. A line that is nested too deep is unparsable.
  private void readNested(Runnable read) {
    if (depth >= ShellCommands.DEPTH_MAX) {
      source.markUnparsable();
      source.skipAll();
      return;
    }
    depth++;
    read.run();
    depth--;
  }

  private void readEscapeInQuotes() {
    char next = source.peek();
    if (source.skip('\n')) {
      return;
    }
    if ("$`\"\\".indexOf(next) >= 0 && source.hasMore()) {
      append(source.next(), Word.QUOTED);
    } else {
      append('\\', Word.QUOTED);
    }
  }

  private void readBackquoted() {
    nestedCommands.accept('`');
    appendUnknown();
  }

  private void readDollar(boolean inQuotes) {
    char c = source.peek();
    if (source.skip('(')) {
      int end = source.peek() == '(' ? source.arithmeticEnd() : -1;
      if (end > 0) {
        source.next();
        readNested(() -> readArithmetic(end));
      } else {
        nestedCommands.accept(')');
        appendUnknown();
      }
    } else if (source.skip('{')) {
      readNested(() -> readParameter(inQuotes));
    } else if (!inQuotes && source.skip('\'')) {
      appendQuoted(AnsiQuotes.read(source));
    } else if (!inQuotes && source.skip('"')) {
      readDoubleQuoted();
    } else if (Character.isLetter(c) || c == '_') {
      expandVariable(source.readName(), inQuotes);
    } else if (!inQuotes && source.skip('!')) {
      // A process that this line started, like the first job.
      append('%', '%');
      append('1', '1');
    } else if (c != 0 && "0123456789@*#?$!-".indexOf(c) >= 0) {
      source.next();
      appendUnknown();
    } else {
      append('$', '$');
    }
  }

  private void expandVariable(String name, boolean inQuotes) {
    var value = variables.value(name);
    if (value.isEmpty()) {
      appendUnknown();
      return;
    }
    expandedChars += value.get().length();
    if (expandedChars > EXPANDED_CHARS_MAX) {
      source.markUnparsable();
      appendUnknown();
    } else if (inQuotes) {
      appendQuoted(value.get());
    } else {
      value.get().chars().forEach(c -> appendSplitting((char) c));
    }
  }

  /// Appends a character of an unquoted value, which white space splits into words.
  private void appendSplitting(char c) {
    if (c == ' ' || c == '\t' || c == '\n') {
      completeWord();
    } else {
      append(c, c);
    }
  }

  private void completeWord() {
    if (draft.inWord) {
      draft.completed.add(new Word(draft.text.toString(), draft.mask.toString()));
      clearWord();
    }
  }

  private void clearWord() {
    draft.text.setLength(0);
    draft.mask.setLength(0);
    draft.inWord = false;
  }

  /// Reads `${…}`. The value is unknown unless the braces contain only a name; commands in them are
  /// read.
  private void readParameter(boolean inQuotes) {
    var name = source.readName();
    if (!name.isEmpty() && source.skip('}')) {
      expandVariable(name, inQuotes);
      return;
    }
    var saved = save();
    while (source.hasMore() && source.peek() != '}') {
      char c = source.next();
      if (c == '\'' && inQuotes) {
        append(c, Word.QUOTED);
      } else if ("\"$`'\\".indexOf(c) >= 0) {
        readPart(c);
      }
    }
    restore(saved);
    skipEnd('}');
    appendUnknown();
  }
}
