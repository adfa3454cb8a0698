package dev.loom.orchestrator.policy;

import java.util.ArrayList;
import java.util.List;

/// Splits a shell command line into its simple commands, each a list of words with quotes and
/// backslashes taken away.
///
/// It knows quoting, `; & | ( ) { }` and newlines, redirections, and commands within commands. It
/// does not know variables: a word with `$` keeps it, so whoever reads the words sees that
/// something is not known.
final class ShellCommands {
  /// Commands within commands: deeper than this is not understood.
  private static final int DEPTH_MAX = 50;

  private static final char NOTHING = '\0';

  private final String line;
  private final List<List<String>> commands = new ArrayList<>();
  private final List<String> redirections = new ArrayList<>();
  private List<String> words = new ArrayList<>();
  private StringBuilder word = new StringBuilder();
  private boolean inWord;
  private boolean redirecting;
  private boolean understood = true;
  private int depth;
  private int at;

  private ShellCommands(String line) {
    this.line = line;
  }

  /// What was found.
  ///
  /// @param commands each simple command's words
  /// @param written the files that output is redirected to
  /// @param understood false when a quote was left open, or characters are spelled by number
  record Split(List<List<String>> commands, List<String> written, boolean understood) {}

  static Split split(String line) {
    var splitting = new ShellCommands(line);
    splitting.commandsUntil(NOTHING);
    return new Split(splitting.commands, splitting.redirections, splitting.understood);
  }

  /// Reads commands up to a closing character, or to the end.
  private void commandsUntil(char end) {
    while (at < line.length()) {
      char c = line.charAt(at++);
      if (c == end) {
        endCommand();
        return;
      }
      switch (c) {
        case '\'' -> singleQuoted();
        case '"' -> doubleQuoted();
        case '\\' -> escaped();
        case ' ', '\t' -> endWord();
        case ';', '&', '|', '(', ')', '\n', '\r' -> endCommand();
        case '>' -> redirect();
        case '<' -> endWord();
        case '$' -> dollar();
        case '`' -> commandWithin('`');
        case '#' -> comment();
        default -> append(c);
      }
    }
    endCommand();
    understood &= end == NOTHING;
  }

  /// A command whose output becomes part of a word. The word keeps a `$`, because nobody knows it.
  private void commandWithin(char end) {
    append('$');
    var outerWords = words;
    var outerWord = word;
    words = new ArrayList<>();
    word = new StringBuilder();
    inWord = false;
    if (++depth > DEPTH_MAX) {
      understood = false;
      at = line.length();
    } else {
      commandsUntil(end);
    }
    depth--;
    words = outerWords;
    word = outerWord;
    inWord = true;
  }

  private void append(char c) {
    word.append(c);
    inWord = true;
  }

  private void escaped() {
    if (at < line.length()) {
      char next = line.charAt(at++);
      if (next != '\n') {
        append(next);
      }
    }
  }

  private void singleQuoted() {
    inWord = true;
    int end = line.indexOf('\'', at);
    understood &= end >= 0;
    word.append(line, at, end < 0 ? line.length() : end);
    at = end < 0 ? line.length() : end + 1;
  }

  private void doubleQuoted() {
    inWord = true;
    while (at < line.length()) {
      char c = line.charAt(at++);
      switch (c) {
        case '"' -> {
          return;
        }
        case '\\' -> {
          if (at < line.length()) {
            word.append(line.charAt(at++));
          }
        }
        case '`' -> commandWithin('`');
        case '$' -> {
          if (peek() == '(') {
            at++;
            commandWithin(')');
          } else {
            word.append('$');
          }
        }
        default -> word.append(c);
      }
    }
    understood = false;
  }

  private char peek() {
    return at < line.length() ? line.charAt(at) : NOTHING;
  }

  private void dollar() {
    switch (peek()) {
      case '(' -> {
        at++;
        commandWithin(')');
      }
      case '\'' -> {
        // $'…' spells characters by number; whoever reads must not trust the word.
        append('$');
        understood = false;
      }
      default -> append('$');
    }
  }

  private void comment() {
    if (inWord) {
      append('#');
      return;
    }
    while (at < line.length() && line.charAt(at) != '\n') {
      at++;
    }
  }

  private void redirect() {
    // In 2>&1 the digit is no word, and no file is written.
    if (inWord && word.chars().allMatch(Character::isDigit)) {
      word.setLength(0);
      inWord = false;
    }
    endWord();
    while (peek() == '>' || peek() == '|') {
      at++;
    }
    if (peek() == '&') {
      at++;
      while (Character.isDigit(peek()) || peek() == '-') {
        at++;
      }
    } else {
      redirecting = true;
    }
  }

  private void endWord() {
    if (!inWord) {
      return;
    }
    if (redirecting) {
      redirections.add(word.toString());
      redirecting = false;
    } else {
      words.add(word.toString());
    }
    word.setLength(0);
    inWord = false;
  }

  private void endCommand() {
    endWord();
    if (!words.isEmpty()) {
      commands.add(List.copyOf(words));
      words = new ArrayList<>();
    }
  }
}
