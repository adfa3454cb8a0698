package dev.loom.orchestrator.policy;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What git can lose, rewrite, or run.
final class GitRules {
  private static final Set<String> OPTIONS_WITH_VALUE =
      Set.of("-C", "--git-dir", "--work-tree", "--namespace", "--super-prefix");

  /// Settings that name no program and no place.
  private static final Set<String> HARMLESS_SETTINGS =
      Set.of(
          "user.name",
          "user.email",
          "pull.rebase",
          "pull.ff",
          "init.defaultbranch",
          "core.autocrlf",
          "core.quotepath",
          "push.default",
          "push.autosetupremote",
          "advice.detachedhead",
          "core.filemode",
          "core.ignorecase",
          "rerere.enabled",
          "fetch.prune",
          "merge.conflictstyle",
          "diff.algorithm",
          "color.ui",
          "commit.gpgsign",
          "protocol.version",
          "http.postbuffer",
          "core.longpaths",
          "log.date",
          "diff.renames");

  private static final Set<String> PLAIN_PAGERS =
      Set.of("cat", "less", "", "less -F", "less -FRX", "less -R");

  /// Everything else may be an alias, behind which any program can stand.
  private static final Set<String> KNOWN_SUBCOMMANDS =
      Set.of(
          "add",
          "am",
          "apply",
          "archive",
          "bisect",
          "blame",
          "branch",
          "bundle",
          "cat-file",
          "check-attr",
          "check-ignore",
          "check-ref-format",
          "checkout",
          "cherry",
          "cherry-pick",
          "clean",
          "clone",
          "column",
          "commit",
          "commit-tree",
          "config",
          "count-objects",
          "describe",
          "diff",
          "diff-tree",
          "diff-index",
          "diff-files",
          "fetch",
          "for-each-ref",
          "format-patch",
          "fsck",
          "gc",
          "grep",
          "hash-object",
          "help",
          "init",
          "lfs",
          "log",
          "ls-files",
          "ls-remote",
          "ls-tree",
          "maintenance",
          "merge",
          "merge-base",
          "merge-tree",
          "mv",
          "name-rev",
          "notes",
          "pull",
          "push",
          "range-diff",
          "read-tree",
          "rebase",
          "reflog",
          "remote",
          "reset",
          "restore",
          "rev-list",
          "rev-parse",
          "revert",
          "rm",
          "shortlog",
          "show",
          "show-branch",
          "show-ref",
          "sparse-checkout",
          "stash",
          "status",
          "submodule",
          "subtree",
          "switch",
          "symbolic-ref",
          "tag",
          "update-index",
          "var",
          "verify-commit",
          "verify-tag",
          "version",
          "whatchanged",
          "worktree",
          "write-tree",
          "--version",
          "--help",
          "interpret-trailers",
          "mailinfo",
          "patch-id",
          "stripspace",
          "request-pull");

  private GitRules() {}

  static Optional<ActionRisk> assess(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    int at = 0;
    while (at < call.words().size() && call.argument(at).startsWith("-")) {
      var word = call.argument(at);
      if (word.startsWith("-c") || word.startsWith("--config-env")) {
        var setting = word.length() > 2 ? word.substring(2) : call.argument(at + 1);
        if (!isHarmlessSetting(setting)) {
          return call.highRisk("It tells git what to run, or where");
        }
        at += word.length() > 2 ? 1 : 2;
        continue;
      }
      if (word.startsWith("--exec-path=")) {
        return call.highRisk("It tells git what to run");
      }
      if (word.equals("--version") || word.equals("--help") || word.equals("--exec-path")) {
        return Optional.empty();
      }
      at += OPTIONS_WITH_VALUE.contains(word) ? 2 : 1;
    }
    if (at >= call.words().size()) {
      return Optional.empty();
    }
    var command = call.argument(at);
    var rest =
        new ProgramCall(
            "git " + command, call.words().subList(at + 1, call.words().size()), call.command());
    return KNOWN_SUBCOMMANDS.contains(command)
        ? assessSubcommand(command, rest, nested)
        : rest.mediumRisk("It runs a command of git that is not known, maybe an alias");
  }

  private static boolean isHarmlessSetting(String setting) {
    int end = setting.indexOf('=');
    var name = (end < 0 ? setting : setting.substring(0, end)).toLowerCase(Locale.ROOT);
    var value = end < 0 ? "" : setting.substring(end + 1);
    return HARMLESS_SETTINGS.contains(name)
        || name.startsWith("color.")
        || (name.equals("core.pager") || name.equals("core.editor") || name.startsWith("pager."))
            && (PLAIN_PAGERS.contains(value) || value.equals("true") || value.equals("false"));
  }

  private static Optional<ActionRisk> assessSubcommand(
      String command, ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    if (call.arguments().stream()
            .anyMatch(word -> word.startsWith("ext::") || word.contains("-oProxyCommand"))
        || call.hasOption("--upload-pack")
        || call.hasOption("--receive-pack")
        || call.hasOption("--open-files-in-pager")) {
      return call.highRisk("It tells git what to run");
    }
    boolean destructive =
        switch (command) {
          case "push" -> isDestructivePush(call);
          case "reset" -> call.hasOption("--hard") || call.hasAny("--merge", "--keep");
          case "clean" -> !call.hasFlag('n') && !call.hasOption("--dry-run");
          case "checkout" ->
              call.hasAny("--", ".", "-f", "-B", "./", ":/", "*")
                  || call.hasOption("--force")
                  || call.hasOption("--pathspec-from-file")
                  || call.hasAny("--ours", "--theirs");
          case "restore" ->
              !call.hasAny("--staged", "-S") || call.hasAny("--worktree", "-W", "-SW");
          case "switch" ->
              call.hasFlag('f')
                  || call.hasFlag('C')
                  || call.hasAny("--force", "--discard-changes", "--force-create");
          case "branch" ->
              call.hasFlag('D')
                  || call.hasFlag('M')
                  || call.hasFlag('f')
                  || call.hasOption("--delete")
                  || call.hasOption("--force");
          case "tag" ->
              call.hasFlag('d')
                  || call.hasFlag('f')
                  || call.hasOption("--delete")
                  || call.hasOption("--force");
          case "stash" -> call.hasAny("drop", "clear");
          case "reflog" -> call.hasAny("expire", "delete");
          case "gc", "maintenance" -> call.hasOption("--prune");
          case "rm" ->
              !call.hasAny("--cached", "-n", "--dry-run")
                  && (call.hasFlag('r')
                      || call.hasFlag('f')
                      || call.words().stream().anyMatch(Word::isGlob));
          case "rebase" ->
              call.hasOption("--exec")
                  || call.hasFlag('x')
                  || call.hasAny("-i", "--interactive", "--root");
          case "worktree" -> call.hasAny("-f", "--force") || call.hasAny("prune");
          case "remote" -> call.hasAny("remove", "rm", "set-url", "prune");
          case "submodule" -> call.hasAny("deinit");
          case "update-index" -> call.hasFlag('f') && call.hasAny("--force-remove");
          case "symbolic-ref" -> call.hasAny("-d", "--delete");
          case "read-tree" -> call.hasAny("--reset");
          case "notes" -> call.hasAny("remove", "prune");
          case "lfs" -> call.hasAny("prune", "migrate", "uninstall");
          case "commit" ->
              call.hasAny("--no-verify")
                  && call.hasAny("--amend")
                  && call.hasOption("--reset-author");
          case "archive" -> call.hasOption("--exec") || call.hasOption("--remote");
          case "pull", "fetch" ->
              call.hasAny("--force", "-f")
                  || call.arguments().stream().anyMatch(w -> w.startsWith("+"));
          case "init", "clone" ->
              call.hasOption("--template") || call.hasOption("--config") || call.hasAny("-c", "-u");
          case "apply", "am" -> call.hasOption("--unsafe-paths");
          case "diff", "log", "show", "format-patch" -> call.hasOption("--ext-diff");
          case "grep" -> call.hasFlag('O');
          case "ls-remote" -> call.hasOption("--exec");
          default -> false;
        };
    if (destructive) {
      return call.highRisk("It discards work, rewrites history, or runs another program, with git");
    }
    return switch (command) {
      case "config" -> assessConfig(call);
      case "bisect", "submodule" -> assessNestedCommand(call, nested);
      case "mv" -> WritingRules.write(call, nested);
      case "diff", "log", "show", "archive", "format-patch", "bundle" ->
          WritingRules.assessOutputOptions(call);
      default -> Optional.empty();
    };
  }

  private static boolean isDestructivePush(ProgramCall call) {
    return call.arguments().stream()
            .anyMatch(
                word ->
                    word.startsWith("--force")
                        || word.startsWith("+")
                        || word.startsWith(":")
                        || List.of("--mirror", "--delete", "--prune", "--mirro", "--del")
                            .contains(word)
                        || word.startsWith("--exec"))
        || call.hasFlag('f')
        || call.hasFlag('d');
  }

  private static Optional<ActionRisk> assessConfig(ProgramCall call) {
    if (call.hasOption("--get")
        || call.hasAny("-l", "--list", "get", "list", "--get-all", "--get-regexp")) {
      return Optional.empty();
    }
    var operands = call.operands();
    if (operands.size() == 1
        && !call.hasOption("--unset")
        && !call.hasAny("-e", "--edit", "edit")) {
      return Optional.empty();
    }
    var name = operands.isEmpty() ? "" : operands.get(operands.getFirst().equals("set") ? 1 : 0);
    var value = operands.isEmpty() ? "" : operands.getLast();
    return isHarmlessSetting(name + "=" + value)
            && !call.hasAny("--global", "--system", "-f", "--file")
        ? Optional.empty()
        : call.highRisk("It changes how git works, and maybe what it runs");
  }

  private static Optional<ActionRisk> assessNestedCommand(
      ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    for (var word : List.of("run", "foreach")) {
      int at = call.arguments().indexOf(word);
      if (at >= 0) {
        var words =
            call.words().subList(at + 1, call.words().size()).stream()
                .filter(part -> !part.text().startsWith("--"))
                .toList();
        return words.size() == 1
            ? nested.assessLine(words.getFirst().text())
            : nested.assessWords(words);
      }
    }
    return Optional.empty();
  }
}
