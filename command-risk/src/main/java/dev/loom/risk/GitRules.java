package dev.loom.risk;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Assesses git commands that discard work, rewrite history or run other programs.
final class GitRules {
  private static final String DISCARDS_CHANGES = "Discards uncommitted changes";
  private static final String RUNS_PROGRAM = "Runs another program from git";

  private static final Set<String> OPTIONS_WITH_VALUE =
      Set.of("-C", "--git-dir", "--work-tree", "--namespace", "--super-prefix");

  /// Settings that name neither a program nor a path.
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

  private static final Set<String> HARMLESS_PAGERS =
      Set.of("cat", "less", "", "less -F", "less -FRX", "less -R");

  /// Git subcommands; any other name may be an alias, which can run any program.
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

  static Optional<RiskAssessment> assess(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    int at = 0;
    while (at < call.words().size() && call.argument(at).startsWith("-")) {
      var word = call.argument(at);
      if (word.startsWith("-c") || word.startsWith("--config-env")) {
        var setting = word.length() > 2 ? word.substring(2) : call.argument(at + 1);
        if (!isHarmlessSetting(setting)) {
          return call.highRisk("Overrides git settings that can run programs");
        }
        at += word.length() > 2 ? 1 : 2;
        continue;
      }
      if (word.startsWith("--exec-path=")) {
        return call.highRisk(RUNS_PROGRAM);
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
        : rest.mediumRisk("Runs an unknown git subcommand, possibly an alias");
  }

  private static boolean isHarmlessSetting(String setting) {
    int end = setting.indexOf('=');
    var name = (end < 0 ? setting : setting.substring(0, end)).toLowerCase(Locale.ROOT);
    var value = end < 0 ? "" : setting.substring(end + 1);
    return HARMLESS_SETTINGS.contains(name)
        || name.startsWith("color.")
        || (name.equals("core.pager") || name.equals("core.editor") || name.startsWith("pager."))
            && (HARMLESS_PAGERS.contains(value) || value.equals("true") || value.equals("false"));
  }

  private static Optional<RiskAssessment> assessSubcommand(
      String command, ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    if (call.arguments().stream()
            .anyMatch(word -> word.startsWith("ext::") || word.contains("-oProxyCommand"))
        || call.hasOption("--upload-pack")
        || call.hasOption("--receive-pack")
        || call.hasOption("--open-files-in-pager")) {
      return call.highRisk(RUNS_PROGRAM);
    }
    var effect = destructiveEffect(command, call);
    if (!effect.isEmpty()) {
      return call.highRisk(effect);
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

  /// @return the effect of a destructive call, empty for any other
  private static String destructiveEffect(String command, ProgramCall call) {
    return switch (command) {
      case "push" -> effectIf(isDestructivePush(call), "Overwrites or deletes remote branches");
      case "reset" ->
          effectIf(call.hasOption("--hard") || call.hasAny("--merge", "--keep"), DISCARDS_CHANGES);
      case "clean" ->
          effectIf(!call.hasFlag('n') && !call.hasOption("--dry-run"), "Deletes untracked files");
      case "checkout" -> checkoutEffect(call);
      case "restore" ->
          effectIf(
              !call.hasAny("--staged", "-S") || call.hasAny("--worktree", "-W", "-SW"),
              DISCARDS_CHANGES);
      case "switch" ->
          call.hasFlag('C') || call.hasAny("--force-create")
              ? "Resets an existing branch"
              : effectIf(
                  call.hasFlag('f') || call.hasAny("--force", "--discard-changes"),
                  DISCARDS_CHANGES);
      case "branch" ->
          effectIf(
              call.hasFlag('D')
                  || call.hasFlag('M')
                  || call.hasFlag('f')
                  || call.hasOption("--delete")
                  || call.hasOption("--force"),
              "Deletes or overwrites a branch");
      case "tag" ->
          effectIf(
              call.hasFlag('d')
                  || call.hasFlag('f')
                  || call.hasOption("--delete")
                  || call.hasOption("--force"),
              "Deletes or overwrites a tag");
      case "stash" -> effectIf(call.hasAny("drop", "clear"), "Deletes stashed changes");
      case "reflog" ->
          effectIf(call.hasAny("expire", "delete"), "Deletes the history of a branch tip");
      case "gc", "maintenance" ->
          effectIf(call.hasOption("--prune"), "Deletes unreachable objects");
      case "rm" ->
          effectIf(
              !call.hasAny("--cached", "-n", "--dry-run")
                  && (call.hasFlag('r')
                      || call.hasFlag('f')
                      || call.words().stream().anyMatch(Word::isGlob)),
              "Deletes tracked files");
      case "rebase" ->
          call.hasOption("--exec") || call.hasFlag('x')
              ? "Runs a command for each rebased commit"
              : effectIf(call.hasAny("-i", "--interactive", "--root"), "Rewrites history");
      case "worktree" ->
          effectIf(call.hasAny("-f", "--force", "prune"), "Deletes or overwrites a working tree");
      case "remote" ->
          effectIf(call.hasAny("remove", "rm", "set-url", "prune"), "Changes or removes a remote");
      case "submodule" -> effectIf(call.hasAny("deinit"), "Deletes the files of a submodule");
      case "update-index" ->
          effectIf(
              call.hasFlag('f') && call.hasAny("--force-remove"), "Removes files from the index");
      case "symbolic-ref" -> effectIf(call.hasAny("-d", "--delete"), "Deletes a reference");
      case "read-tree" -> effectIf(call.hasAny("--reset"), DISCARDS_CHANGES);
      case "notes" -> effectIf(call.hasAny("remove", "prune"), "Deletes notes");
      case "lfs" ->
          effectIf(
              call.hasAny("prune", "migrate", "uninstall"), "Deletes or rewrites Git LFS objects");
      case "commit" ->
          effectIf(
              call.hasAny("--no-verify")
                  && call.hasAny("--amend")
                  && call.hasOption("--reset-author"),
              "Rewrites a commit and its author without running hooks");
      case "archive" ->
          effectIf(
              call.hasOption("--exec") || call.hasOption("--remote"),
              "Runs a program in a remote repository");
      case "pull", "fetch" ->
          effectIf(
              call.hasAny("--force", "-f")
                  || call.arguments().stream().anyMatch(word -> word.startsWith("+")),
              "Overwrites local branches");
      case "init", "clone" ->
          effectIf(
              call.hasOption("--template") || call.hasOption("--config") || call.hasAny("-c", "-u"),
              "Creates a repository with settings that can run programs");
      case "apply", "am" ->
          effectIf(call.hasOption("--unsafe-paths"), "Writes outside the working tree");
      case "diff", "log", "show", "format-patch" ->
          effectIf(call.hasOption("--ext-diff"), RUNS_PROGRAM);
      case "grep" -> effectIf(call.hasFlag('O'), RUNS_PROGRAM);
      case "ls-remote" -> effectIf(call.hasOption("--exec"), RUNS_PROGRAM);
      default -> "";
    };
  }

  private static String effectIf(boolean destructive, String effect) {
    return destructive ? effect : "";
  }

  private static String checkoutEffect(ProgramCall call) {
    if (call.hasAny("-B")) {
      return "Resets an existing branch";
    }
    return effectIf(
        call.hasAny("--", ".", "-f", "./", ":/", "*", "--ours", "--theirs")
            || call.hasOption("--force")
            || call.hasOption("--pathspec-from-file"),
        DISCARDS_CHANGES);
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

  private static Optional<RiskAssessment> assessConfig(ProgramCall call) {
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
        : call.highRisk("Changes git settings that can run programs");
  }

  private static Optional<RiskAssessment> assessNestedCommand(
      ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    for (var keyword : List.of("run", "foreach")) {
      int at = call.arguments().indexOf(keyword);
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
