package dev.loom.orchestrator.policy;

import java.util.ArrayList;
import java.util.List;

/// Splits a shell command line into its simple commands, each a list of words with quotes and
/// backslashes taken away.
///
/// It knows quoting, `; & | ( ) { }` and newlines, redirections and command substitution. It does
/// not know variables: a word with `$` or a backquote keeps it, so whoever reads the words sees
/// that something is not known.
final class ShellCommands {
  private final String line;
  private final List<List<String>> commands = new ArrayList<>();
  private final List<String> redirections = new ArrayList<>();
  private List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;
  private boolean redirecting;
  private boolean understood = true;
  private int at;

  private ShellCommands(String line) {
    this.line = line;
  }

  /// What was found.
  ///
  /// @param commands each simple command's words
  /// @param written the files that output is redirected to
  /// @param understood false when a quote was left open
  record Split(List<List<String>> commands, List<String> written, boolean understood) {}

  static Split split(String line) {
    var splitting = new ShellCommands(line);
    splitting.run();
    return new Split(splitting.commands, splitting.redirections, splitting.understood);
  }

  private void run() {
    while (at < line.length()) {
      char c = line.charAt(at++);
      switch (c) {
        case '\'' -> quoted('\'');
        case '"' -> quoted('"');
        case '\\' -> escaped();
        case ' ', '\t' -> endWord();
        case ';', '&', '|', '(', ')', '\n', '\r', '`' -> endCommand();
        case '>' -> redirect();
        case '<' -> endWord();
        case '$' -> dollar();
        case '#' -> comment();
        default -> append(c);
      }
    }
    endCommand();
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

  private void quoted(char quote) {
    inWord = true;
    while (at < line.length()) {
      char c = line.charAt(at++);
      if (c == quote) {
        return;
      }
      if (quote == '"' && c == '\\' && at < line.length()) {
        word.append(line.charAt(at++));
      } else if (quote == '"' && (c == '`' || c == '$' && peek() == '(')) {
        // A command inside double quotes is still a command.
        word.append('$');
        endCommand();
        if (c == '$') {
          at++;
        }
      } else {
        word.append(c);
      }
    }
    understood = false;
  }

  private char peek() {
    return at < line.length() ? line.charAt(at) : '\0';
  }

  private void dollar() {
    switch (peek()) {
      case '(' -> {
        append('$');
        at++;
        endCommand();
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
