package dev.loom.orchestrator.policy;

import java.util.ArrayList;
import java.util.List;

/// Reads words: quotes, backslashes, variables and what else the shell replaces.
final class WordReader {
  /// What variables may add to a line. More is not understood.
  private static final int EXPANDED_CHARS_MAX = 20_000;

  /// Reads the commands within a word.
  interface Within {
    void commandsUntil(char end);
  }

  /// A word that waits while commands within it are read.
  record Open(StringBuilder text, StringBuilder mask, boolean inWord, List<Word> done) {}

  private final Source source;
  private final Variables variables;
  private final Within within;
  private StringBuilder text = new StringBuilder();
  private StringBuilder mask = new StringBuilder();
  private List<Word> done = new ArrayList<>();
  private boolean inWord;
  private int expandedChars;
  private int depth;

  WordReader(Source source, Variables variables, Within within) {
    this.source = source;
    this.variables = variables;
    this.within = within;
  }

  boolean inWord() {
    return inWord;
  }

  boolean endsWith(char c) {
    return !mask.isEmpty() && mask.charAt(mask.length() - 1) == c;
  }

  /// Reads the part of a word that starts with a character.
  void part(char c) {
    switch (c) {
      case '\'' -> quoted(source.upTo('\''));
      case '"' -> doubleQuoted();
      case '\\' -> escaped();
      case '$' -> dollar(false);
      case '`' -> backquoted();
      default -> {
        // Nobody can see these, or tell them from others.
        if (c < ' ' || c > '~' && (Character.isSpaceChar(c) || isInvisible(c))) {
          source.giveUp();
        }
        append(c, c);
      }
    }
  }

  static boolean isInvisible(char c) {
    return Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
  }

  void unknown() {
    append(Word.UNKNOWN, Word.UNKNOWN);
  }

  /// In `2>` the digit is no word, nor is `{fd}` in `{fd}>`.
  void dropDescriptor() {
    if (inWord && mask.chars().allMatch(Character::isDigit)) {
      text.setLength(0);
      mask.setLength(0);
      inWord = false;
    }
  }

  /// Ends the word that is open.
  ///
  /// @return it, or what a variable made of it, or nothing
  List<Word> take() {
    if (inWord) {
      done.add(new Word(text.toString(), mask.toString()));
      text.setLength(0);
      mask.setLength(0);
      inWord = false;
    }
    if (done.isEmpty()) {
      return List.of();
    }
    var words = done;
    done = new ArrayList<>();
    return words;
  }

  Open suspend() {
    var open = new Open(text, mask, inWord, done);
    resume(new Open(new StringBuilder(), new StringBuilder(), false, new ArrayList<>()));
    return open;
  }

  void resume(Open open) {
    text = open.text();
    mask = open.mask();
    inWord = open.inWord();
    done = open.done();
  }

  /// Reads text in which only `$` and backquotes mean something.
  void body() {
    while (source.more()) {
      char c = source.next();
      switch (c) {
        case '\\' -> {
          if (source.more()) {
            source.next();
          }
        }
        case '$' -> dollar(true);
        case '`' -> backquoted();
        default -> append(c, Word.QUOTED);
      }
    }
  }

  /// Reads `$((…))` up to where its end was found.
  void arithmetic(int end) {
    if (tooDeep()) {
      return;
    }
    depth++;
    while (source.at() < end) {
      char c = source.next();
      if (c == '$') {
        dollar(true);
      }
    }
    depth--;
    source.next();
    source.next();
    unknown();
  }

  private void append(char c, char masked) {
    text.append(c);
    mask.append(masked);
    inWord = true;
  }

  private void quoted(String part) {
    inWord = true;
    part.chars().forEach(c -> append((char) c, Word.QUOTED));
  }

  private void escaped() {
    if (!source.more()) {
      source.giveUp();
      return;
    }
    char next = source.next();
    if (next != '\n') {
      append(next, Word.QUOTED);
    }
  }

  private void doubleQuoted() {
    inWord = true;
    if (tooDeep()) {
      return;
    }
    depth++;
    while (source.more()) {
      char c = source.next();
      switch (c) {
        case '"' -> {
          depth--;
          return;
        }
        case '\\' -> escapedInQuotes();
        case '`' -> backquoted();
        case '$' -> dollar(true);
        default -> append(c, Word.QUOTED);
      }
    }
    depth--;
    source.giveUp();
  }

  private boolean tooDeep() {
    if (depth >= ShellCommands.DEPTH_MAX) {
      source.giveUp();
      source.skipAll();
    }
    return depth >= ShellCommands.DEPTH_MAX;
  }

  private void escapedInQuotes() {
    char next = source.peek();
    if (next == '\n') {
      source.next();
    } else if ("$`\"\\".indexOf(next) >= 0 && source.more()) {
      append(source.next(), Word.QUOTED);
    } else {
      append('\\', Word.QUOTED);
    }
  }

  private void backquoted() {
    within.commandsUntil('`');
    unknown();
  }

  private void dollar(boolean inQuotes) {
    char c = source.peek();
    if (c == '(') {
      source.next();
      int end = source.peek() == '(' ? source.arithmeticEnd(1) : -1;
      if (end > 0) {
        source.next();
        arithmetic(end);
      } else {
        within.commandsUntil(')');
        unknown();
      }
    } else if (c == '{') {
      source.next();
      parameter(inQuotes);
    } else if (c == '\'' && !inQuotes) {
      source.next();
      quoted(AnsiQuotes.read(source));
    } else if (c == '"' && !inQuotes) {
      source.next();
      doubleQuoted();
    } else if (Character.isLetter(c) || c == '_') {
      variable(source.name(), inQuotes);
    } else if (c == '!' && !inQuotes) {
      // The number of a process that this line itself started.
      source.next();
      append('9', '9');
    } else if (c != 0 && "0123456789@*#?$!-".indexOf(c) >= 0) {
      source.next();
      unknown();
    } else {
      append('$', '$');
    }
  }

  private void variable(String name, boolean inQuotes) {
    var value = variables.value(name);
    if (value.isEmpty()) {
      unknown();
      return;
    }
    expandedChars += value.get().length();
    if (expandedChars > EXPANDED_CHARS_MAX) {
      source.giveUp();
      unknown();
    } else if (inQuotes) {
      quoted(value.get());
    } else {
      value.get().chars().forEach(c -> spread((char) c));
    }
  }

  /// An unquoted value falls into words at its spaces.
  private void spread(char c) {
    if (c == ' ' || c == '\t' || c == '\n') {
      if (inWord) {
        done.add(new Word(text.toString(), mask.toString()));
        text.setLength(0);
        mask.setLength(0);
        inWord = false;
      }
    } else {
      append(c, c);
    }
  }

  /// Reads `${…}`. What stands in for a missing value is not known, but commands in it are read.
  private void parameter(boolean inQuotes) {
    if (tooDeep()) {
      return;
    }
    var name = source.name();
    if (!name.isEmpty() && source.peek() == '}') {
      source.next();
      variable(name, inQuotes);
      return;
    }
    depth++;
    var open = suspend();
    while (source.more() && source.peek() != '}') {
      char c = source.next();
      if (c == '\'' && inQuotes) {
        append(c, Word.QUOTED);
      } else if (c == '"' || c == '$' || c == '`' || c == '\'' || c == '\\') {
        part(c);
      }
    }
    resume(open);
    depth--;
    if (source.more()) {
      source.next();
    } else {
      source.giveUp();
    }
    unknown();
  }
}
