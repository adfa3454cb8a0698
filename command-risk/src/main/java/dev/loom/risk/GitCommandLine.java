package dev.loom.risk;

import java.util.List;

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

  /// Assignments count as a program, because `GIT_SSH_COMMAND=…` runs one.
  private static String program(SimpleCommand command) {
    var words = SimpleCommand.withoutLeadingKeywords(command.words());
    return words.isEmpty() || words.getFirst().hasUnknown() ? "" : words.getFirst().text();
  }

  private static List<String> arguments(SimpleCommand command) {
    return SimpleCommand.withoutLeadingKeywords(command.words()).stream()
        .skip(1)
        .map(Word::text)
        .toList();
  }

  private static boolean isReader(SimpleCommand command) {
    var program = program(command);
    return command.outputFiles().isEmpty()
        && (program.isEmpty() ? command.words().isEmpty() : isIn("git-readers", program));
  }

  private static boolean runsNoProgram(List<String> arguments) {
    int at = 0;
    while (at < arguments.size() && List.of("-C", "--no-pager", "-P").contains(arguments.get(at))) {
      at += arguments.get(at).equals("-C") ? 2 : 1;
    }
    return at < arguments.size()
        && isIn("git-writers", arguments.get(at))
        && arguments.subList(at + 1, arguments.size()).stream()
            .noneMatch(GitCommandLine::namesProgram);
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
