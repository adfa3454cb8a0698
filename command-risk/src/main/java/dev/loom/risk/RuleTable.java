package dev.loom.risk;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Maps each program to its rule. `SubcommandRules`, `SystemRules` and the check of output options
/// apply to every program.
final class RuleTable {
  private static final Map<String, ProgramRule> RULES = new HashMap<>();

  static {
    register(DeletingRules::find, "find", "gfind", "bfs");
    register(DeletingRules::fd, "fd", "fdfind");
    // Later rules replace this general one.
    register(WritingRules::write, ProgramGroups.WRITERS.toArray(String[]::new));
    register(
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
    register(WritingRules::move, "mv", "gmv", "move");
    register(WritingRules::truncate, "truncate");
    register(WritingRules::link, "ln", "link");
    register(WritingRules::disk, "dd", "gdd", "dcfldd");
    register(WritingRules::permissions, "chmod", "gchmod", "chown", "chgrp", "chflags", "icacls");
    register(WritingRules::archive, "tar", "gtar", "bsdtar", "star");
    register(WritingRules::compressing, "sort", "gsort", "zip", "7z", "unzip", "split", "cpio");
    register(InterpreterRules::shell, ProgramGroups.SHELLS.toArray(String[]::new));
    register(InterpreterRules::source, "source", ".");
    register(InterpreterRules::eval, "eval");
    register(InterpreterRules::alias, "alias");
    register(InterpreterRules::trap, "trap");
    register(InterpreterRules::interpreter, InterpreterRules.INTERPRETERS.toArray(String[]::new));
    register(InterpreterRules::awk, "awk", "gawk", "mawk", "nawk", "original-awk");
    register(InterpreterRules::sed, "sed", "gsed", "ssed");
    register(
        InterpreterRules::editor,
        "vim",
        "vi",
        "nvim",
        "gvim",
        "view",
        "vimdiff",
        "emacs",
        "nano",
        "less");
    register(InterpreterRules::make, "make", "gmake", "bmake", "nmake");
    register(InterpreterRules::manual, "man", "apropos");
    register(InterpreterRules::database, ProgramGroups.DATABASES.toArray(String[]::new));
    register(FileTransferRules::transfer, "curl", "wget", "http", "https", "xh", "aria2c", "axel");
    register(FileTransferRules::copy, "rsync", "scp", "sftp", "rcp", "rclone");
    register(GitRules::assess, "git");
  }

  private RuleTable() {}

  private static void register(ProgramRule rule, String... programs) {
    for (var program : programs) {
      RULES.put(program, rule);
    }
  }

  static Optional<RiskAssessment> assess(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    var system = SystemRules.assess(call);
    if (system.isPresent()) {
      return system;
    }
    var rule = RULES.get(call.program());
    var risk = rule == null ? Optional.<RiskAssessment>empty() : rule.assess(call, nested);
    if (risk.isPresent()) {
      return risk;
    }
    var subcommand = SubcommandRules.assess(call);
    return subcommand.isPresent() || ProgramGroups.TEXT_TOOLS.contains(call.program())
        ? subcommand
        : WritingRules.assessOutputOptions(call);
  }
}
