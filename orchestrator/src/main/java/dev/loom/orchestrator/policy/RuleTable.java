package dev.loom.orchestrator.policy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Which rule looks at which program. Every program is also held against the phrases, and against
/// the options that name files to write.
final class RuleTable {
  private static final Map<String, Rule> RULES = new HashMap<>();

  static {
    put(
        DeletingRules::remove,
        "rm",
        "unlink",
        "rmdir",
        "grm",
        "del",
        "erase",
        "rd",
        "trash",
        "srm");
    put(DeletingRules::find, "find", "gfind", "bfs");
    put(DeletingRules::fd, "fd", "fdfind");
    put(WritingRules::write, Programs.WRITERS.toArray(String[]::new));
    put(DeletingRules::remove, "rm", "unlink", "rmdir", "del", "erase", "trash");
    put(WritingRules::move, "mv", "gmv", "move");
    put(WritingRules::truncate, "truncate");
    put(WritingRules::link, "ln", "link");
    put(WritingRules::disk, "dd", "gdd", "dcfldd");
    put(WritingRules::permissions, "chmod", "gchmod", "chown", "chgrp", "chflags", "icacls");
    put(WritingRules::archive, "tar", "gtar", "bsdtar", "star");
    put(WritingRules::compressing, "sort", "gsort", "zip", "7z", "unzip", "split", "cpio");
    put(CodeRules::shell, Programs.SHELLS.toArray(String[]::new));
    put(CodeRules::source, "source", ".");
    put(CodeRules::eval, "eval");
    put(CodeRules::alias, "alias");
    put(CodeRules::trap, "trap");
    put(CodeRules::interpreter, CodeRules.INTERPRETERS.toArray(String[]::new));
    put(CodeRules::awk, "awk", "gawk", "mawk", "nawk", "original-awk");
    put(CodeRules::sed, "sed", "gsed", "ssed");
    put(CodeRules::editor, "vim", "vi", "nvim", "gvim", "view", "vimdiff", "emacs", "nano", "less");
    put(CodeRules::make, "make", "gmake", "bmake", "nmake");
    put(CodeRules::manual, "man", "apropos");
    put(CodeRules::database, Programs.DATABASES.toArray(String[]::new));
    put(NetworkRules::transfer, "curl", "wget", "http", "https", "xh", "aria2c", "axel");
    put(NetworkRules::copy, "rsync", "scp", "sftp", "rcp", "rclone");
    put(GitRules::judge, "git");
  }

  private RuleTable() {}

  private static void put(Rule rule, String... programs) {
    for (var program : programs) {
      RULES.put(program, rule);
    }
  }

  static Optional<Danger> judge(ProgramCall call, Rule.Nested nested) {
    var system = SystemRules.judge(call);
    if (system.isPresent()) {
      return system;
    }
    var rule = RULES.get(call.program());
    var danger = rule == null ? Optional.<Danger>empty() : rule.judge(call, nested);
    if (danger.isPresent()) {
      return danger;
    }
    var phrase = Phrases.judge(call);
    return phrase.isPresent() || Programs.TEXT.contains(call.program())
        ? phrase
        : WritingRules.outputs(call);
  }
}
