package dev.loom.tools.git;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The arguments of a git command: which are allowed, which only read, and which use the network.
///
/// @param words subcommand and its arguments
record GitArguments(List<String> words) {
  static final int WORDS_MAX = 1_000;

  private static final Set<String> READING =
      Set.of(
          "blame",
          "cat-file",
          "describe",
          "diff",
          "grep",
          "log",
          "ls-files",
          "ls-tree",
          "rev-list",
          "rev-parse",
          "shortlog",
          "show",
          "status");

  private static final Set<String> CHANGING =
      Set.of(
          "add",
          "apply",
          "branch",
          "checkout",
          "cherry-pick",
          "clean",
          "commit",
          "init",
          "merge",
          "mv",
          "rebase",
          "remote",
          "reset",
          "restore",
          "revert",
          "rm",
          "stash",
          "switch",
          "tag",
          "worktree");

  private static final Set<String> NETWORK = Set.of("clone", "fetch", "ls-remote", "pull", "push");

  /// Options that name a program or read settings from elsewhere. Git also takes the beginning of a
  /// long option for it.
  private static final List<String> REFUSED =
      List.of(
          "--upload-pack",
          "--receive-pack",
          "--exec",
          "--ext-diff",
          "--textconv",
          "--filters",
          "--open-files-in-pager",
          "--config",
          "--template",
          "--separate-git-dir",
          "--trailer");

  /// Options by which a reading command writes a file, or reads one outside of the repository.
  private static final List<String> WRITING = List.of("--output", "--no-index", "--contents");

  private static final int PREFIX_CHARS_MIN = 4;

  GitArguments {
    words = List.copyOf(words);
  }

  /// Returns why the command is not run; empty if it is.
  String problem() {
    if (words.isEmpty()) {
      return "'args' is empty; it starts with a subcommand, such as status";
    }
    var subcommand = words.getFirst();
    if (!isReading(subcommand) && !CHANGING.contains(subcommand) && !NETWORK.contains(subcommand)) {
      return "'%s' is not one of the subcommands: %s"
          .formatted(
              subcommand,
              Stream.of(READING, CHANGING, NETWORK)
                  .flatMap(Set::stream)
                  .sorted()
                  .collect(Collectors.joining(", ")));
    }
    for (var word : options()) {
      if (word.indexOf('\0') >= 0) {
        return "'args' contains a NUL character";
      }
      if (isOption(word, REFUSED)
          || word.matches("(?s)-c.*") && subcommand.equals("clone")
          || word.matches("(?s)-O.*") && subcommand.equals("grep")
          || word.matches("(?s)-x.*") && subcommand.equals("rebase")
          || word.matches("(?s)-u.*") && subcommand.equals("clone")) {
        return "'" + word + "' can make git run other programs; use shell_execute";
      }
    }
    for (var word : words) {
      if (word.matches("(?s)(.*=)?[A-Za-z0-9_.+-]+::.*")) {
        return "'" + word + "' names a transport that runs a program";
      }
    }
    return "";
  }

  /// Returns the arguments before `--`, which may be options.
  private List<String> options() {
    return words.stream().skip(1).takeWhile(word -> !word.equals("--")).toList();
  }

  private static boolean isOption(String word, List<String> names) {
    var name = word.replaceFirst("(?s)=.*", "");
    return name.startsWith("--")
        && names.stream()
            .anyMatch(
                each ->
                    name.startsWith(each)
                        || each.startsWith(name) && name.length() >= PREFIX_CHARS_MIN);
  }

  private static boolean isReading(String subcommand) {
    return READING.contains(subcommand);
  }

  /// Returns whether the command only reads the repository.
  boolean onlyReads() {
    return isReading(words.getFirst())
        && options().stream().noneMatch(word -> isOption(word, WRITING))
        && words.stream().noneMatch(GitArguments::leavesWorkspace);
  }

  private static boolean leavesWorkspace(String word) {
    return word.startsWith("/") || word.startsWith("~") || word.matches("(?s)(.*/)?\\.\\.(/.*)?");
  }

  boolean usesNetwork() {
    return NETWORK.contains(words.getFirst())
        || words.getFirst().equals("remote") && words.contains("update");
  }

  /// Returns the command as a line for a shell.
  String commandLine() {
    return "git "
        + words.stream()
            .map(
                word ->
                    word.matches("[A-Za-z0-9_./:=@,+-]+")
                        ? word
                        : "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
  }
}
