package dev.loom.risk;

import java.util.List;
import java.util.Locale;

/// Recognizes command lines whose programs change a git directory only as git does.
public final class GitCommandLine {
  private GitCommandLine() {}

  /// Returns whether a command line runs nothing but git subcommands that run no other program, and
  /// programs that only read or print.
  ///
  /// @param commandLine text as passed to `sh -c`
  public static boolean runsOnlyGit(String commandLine) {
    var parsed = ShellCommands.parse(commandLine);
    return parsed.parsable()
        && parsed.commands().stream().anyMatch(GitCommandLine::isGit)
        && parsed.commands().stream().allMatch(GitCommandLine::isAllowed);
  }

  private static boolean isAllowed(SimpleCommand command) {
    return isGit(command) ? runsNoProgram(arguments(command)) : isReader(command);
  }

  private static boolean isGit(SimpleCommand command) {
    return program(command).equals("git");
  }

  /// Assignments count as a program, because `GIT_SSH_COMMAND=…` runs one, except those of dates,
  /// names and languages.
  private static List<Word> words(SimpleCommand command) {
    return SimpleCommand.withoutLeadingKeywords(command.words()).stream()
        .dropWhile(GitCommandLine::isHarmlessAssignment)
        .toList();
  }

  private static boolean isHarmlessAssignment(Word word) {
    int end = word.assignmentEnd();
    return end > 0 && isIn("git-variables", word.text().substring(0, end));
  }

  private static String program(SimpleCommand command) {
    var words = words(command);
    return words.isEmpty() || words.getFirst().hasUnknown() ? "" : words.getFirst().text();
  }

  private static List<String> arguments(SimpleCommand command) {
    return words(command).stream().skip(1).map(Word::text).toList();
  }

  private static boolean isReader(SimpleCommand command) {
    var program = program(command);
    return command.outputFiles().isEmpty()
        && (program.isEmpty() ? command.words().isEmpty() : isIn("git-readers", program));
  }

  private static boolean runsNoProgram(List<String> arguments) {
    int at = 0;
    while (at < arguments.size()
        && List.of("-C", "--no-pager", "-P", "-c").contains(arguments.get(at))) {
      if (arguments.get(at).equals("-c") && !setsHarmlessly(arguments, at + 1)) {
        return false;
      }
      at += arguments.get(at).toLowerCase(Locale.ROOT).equals("-c") ? 2 : 1;
    }
    return at < arguments.size()
        && isIn("git-writers", arguments.get(at))
        && arguments.subList(at + 1, arguments.size()).stream()
            .noneMatch(GitCommandLine::namesProgram);
  }

  private static boolean setsHarmlessly(List<String> arguments, int at) {
    return at < arguments.size()
        && isIn(
            "harmless-git-settings",
            arguments.get(at).replaceFirst("(?s)=.*", "").toLowerCase(Locale.ROOT));
  }

  /// Options such as `rebase --exec`, `commit --template`'s editor and `fetch --upload-pack`.
  private static boolean namesProgram(String argument) {
    return argument.startsWith("--exec")
        || argument.startsWith("-x")
        || argument.startsWith("--upload-p")
        || argument.startsWith("--receive-p")
        || argument.startsWith("--ext-diff")
        || argument.startsWith("ext::");
  }

  private static boolean isIn(String list, String word) {
    return RuleTable.words(list).contains(word);
  }
}
