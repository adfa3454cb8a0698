package dev.loom.orchestrator.policy;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What git can lose, rewrite, or run.
final class GitRules {
  private static final Set<String> VALUED =
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

  private static final Set<String> READING =
      Set.of("cat", "less", "", "less -F", "less -FRX", "less -R");

  /// Everything else may be an alias, behind which any program can stand.
  private static final Set<String> KNOWN =
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

  static Optional<Danger> judge(ProgramCall call, Rule.Nested nested) {
    int at = 0;
    while (at < call.words().size() && call.argument(at).startsWith("-")) {
      var word = call.argument(at);
      if (word.startsWith("-c") || word.startsWith("--config-env")) {
        var setting = word.length() > 2 ? word.substring(2) : call.argument(at + 1);
        if (!isHarmless(setting)) {
          return call.destroys("It tells git what to run, or where");
        }
        at += word.length() > 2 ? 1 : 2;
        continue;
      }
      if (word.startsWith("--exec-path=")) {
        return call.destroys("It tells git what to run");
      }
      if (word.equals("--version") || word.equals("--help") || word.equals("--exec-path")) {
        return Optional.empty();
      }
      at += VALUED.contains(word) ? 2 : 1;
    }
    if (at >= call.words().size()) {
      return Optional.empty();
    }
    var command = call.argument(at);
    var rest =
        new ProgramCall(
            "git " + command, call.words().subList(at + 1, call.words().size()), call.command());
    return KNOWN.contains(command)
        ? ofCommand(command, rest, nested)
        : rest.unclear("It runs a command of git that is not known, maybe an alias");
  }

  private static boolean isHarmless(String setting) {
    int end = setting.indexOf('=');
    var name = (end < 0 ? setting : setting.substring(0, end)).toLowerCase(Locale.ROOT);
    var value = end < 0 ? "" : setting.substring(end + 1);
    return HARMLESS_SETTINGS.contains(name)
        || name.startsWith("color.")
        || (name.equals("core.pager") || name.equals("core.editor") || name.startsWith("pager."))
            && (READING.contains(value) || value.equals("true") || value.equals("false"));
  }

  private static Optional<Danger> ofCommand(String command, ProgramCall call, Rule.Nested nested) {
    if (call.arguments().stream()
            .anyMatch(word -> word.startsWith("ext::") || word.contains("-oProxyCommand"))
        || call.option("--upload-pack")
        || call.option("--receive-pack")
        || call.option("--open-files-in-pager")) {
      return call.destroys("It tells git what to run");
    }
    boolean loses =
        switch (command) {
          case "push" -> pushes(call);
          case "reset" -> call.option("--hard") || call.has("--merge", "--keep");
          case "clean" -> !call.flag('n') && !call.option("--dry-run");
          case "checkout" ->
              call.has("--", ".", "-f", "-B", "./", ":/", "*")
                  || call.option("--force")
                  || call.option("--pathspec-from-file")
                  || call.has("--ours", "--theirs");
          case "restore" -> !call.has("--staged", "-S") || call.has("--worktree", "-W", "-SW");
          case "switch" ->
              call.flag('f')
                  || call.flag('C')
                  || call.has("--force", "--discard-changes", "--force-create");
          case "branch" ->
              call.flag('D')
                  || call.flag('M')
                  || call.flag('f')
                  || call.option("--delete")
                  || call.option("--force");
          case "tag" ->
              call.flag('d') || call.flag('f') || call.option("--delete") || call.option("--force");
          case "stash" -> call.has("drop", "clear");
          case "reflog" -> call.has("expire", "delete");
          case "gc", "maintenance" -> call.option("--prune");
          case "rm" ->
              !call.has("--cached", "-n", "--dry-run")
                  && (call.flag('r')
                      || call.flag('f')
                      || call.words().stream().anyMatch(Word::globbed));
          case "rebase" ->
              call.option("--exec") || call.flag('x') || call.has("-i", "--interactive", "--root");
          case "worktree" -> call.has("-f", "--force") || call.has("prune");
          case "remote" -> call.has("remove", "rm", "set-url", "prune");
          case "submodule" -> call.has("deinit");
          case "update-index" -> call.flag('f') && call.has("--force-remove");
          case "symbolic-ref" -> call.has("-d", "--delete");
          case "read-tree" -> call.has("--reset");
          case "notes" -> call.has("remove", "prune");
          case "lfs" -> call.has("prune", "migrate", "uninstall");
          case "commit" ->
              call.has("--no-verify") && call.has("--amend") && call.option("--reset-author");
          case "archive" -> call.option("--exec") || call.option("--remote");
          case "pull", "fetch" ->
              call.has("--force", "-f")
                  || call.arguments().stream().anyMatch(w -> w.startsWith("+"));
          case "init", "clone" ->
              call.option("--template") || call.option("--config") || call.has("-c", "-u");
          case "apply", "am" -> call.option("--unsafe-paths");
          case "diff", "log", "show", "format-patch" -> call.option("--ext-diff");
          case "grep" -> call.flag('O');
          case "ls-remote" -> call.option("--exec");
          default -> false;
        };
    if (loses) {
      return call.destroys("It discards work, rewrites history, or runs another program, with git");
    }
    return switch (command) {
      case "config" -> ofConfig(call);
      case "bisect", "submodule" -> ofRunning(call, nested);
      case "mv" -> WritingRules.write(call, nested);
      case "diff", "log", "show", "archive", "format-patch", "bundle" -> WritingRules.outputs(call);
      default -> Optional.empty();
    };
  }

  private static boolean pushes(ProgramCall call) {
    return call.arguments().stream()
            .anyMatch(
                word ->
                    word.startsWith("--force")
                        || word.startsWith("+")
                        || word.startsWith(":")
                        || List.of("--mirror", "--delete", "--prune", "--mirro", "--del")
                            .contains(word)
                        || word.startsWith("--exec"))
        || call.flag('f')
        || call.flag('d');
  }

  private static Optional<Danger> ofConfig(ProgramCall call) {
    if (call.option("--get")
        || call.has("-l", "--list", "get", "list", "--get-all", "--get-regexp")) {
      return Optional.empty();
    }
    var operands = call.operands();
    if (operands.size() == 1 && !call.option("--unset") && !call.has("-e", "--edit", "edit")) {
      return Optional.empty();
    }
    var name = operands.isEmpty() ? "" : operands.get(operands.getFirst().equals("set") ? 1 : 0);
    var value = operands.isEmpty() ? "" : operands.getLast();
    return isHarmless(name + "=" + value) && !call.has("--global", "--system", "-f", "--file")
        ? Optional.empty()
        : call.destroys("It changes how git works, and maybe what it runs");
  }

  private static Optional<Danger> ofRunning(ProgramCall call, Rule.Nested nested) {
    for (var word : List.of("run", "foreach")) {
      int at = call.arguments().indexOf(word);
      if (at >= 0) {
        var words =
            call.words().subList(at + 1, call.words().size()).stream()
                .filter(part -> !part.text().startsWith("--"))
                .toList();
        return words.size() == 1 ? nested.line(words.getFirst().text()) : nested.words(words);
      }
    }
    return Optional.empty();
  }
}
