package dev.loom.orchestrator.policy;

import dev.loom.contracts.task.RiskLevel;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Looks at a shell command line: at every simple command in it, at those that other commands would
/// run, and at the files it would write.
final class DangerousCommand {
  /// Commands within commands: deeper than this is not looked into, but asked about.
  private static final int DEPTH_MAX = 5;

  /// A longer line is not looked into, but asked about.
  private static final int LINE_CHARS_MAX = 10_000;

  private static final Set<String> PREFIXES =
      Set.of(
          "env", "nohup", "nice", "time", "command", "exec", "builtin", "xargs", "setsid", "stdbuf",
          "timeout", "busybox", "then", "do", "else", "!", "{");
  private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "zsh", "ksh", "ash");
  private static final Set<String> INTERPRETERS =
      Set.of("python", "python2", "python3", "perl", "ruby", "node", "php", "awk", "gawk");
  private static final Set<String> ALWAYS =
      Set.of(
          "sudo",
          "doas",
          "su",
          "mkfs",
          "shutdown",
          "reboot",
          "halt",
          "poweroff",
          "eval",
          "source",
          ".",
          "shred",
          "wipefs",
          "fdisk",
          "parted",
          "crontab",
          "chroot",
          "mount");
  private static final Pattern SQL =
      Pattern.compile("\\b(drop\\s+(table|database|schema)|truncate\\s+table|delete\\s+from)\\b");

  private DangerousCommand() {}

  static Optional<Danger> of(String line) {
    return of(line, 0);
  }

  private static Optional<Danger> of(String line, int depth) {
    if (line.length() > LINE_CHARS_MAX) {
      return Optional.of(new Danger("It is too long to be judged.", RiskLevel.MEDIUM));
    }
    if (SQL.matcher(line.toLowerCase(Locale.ROOT)).find()) {
      return high("It deletes from a database.");
    }
    var split = ShellCommands.split(line);
    if (!split.understood() || depth > DEPTH_MAX) {
      return Optional.of(
          new Danger("Its quoting is not understood, so it cannot be judged.", RiskLevel.MEDIUM));
    }
    for (var path : split.written()) {
      var danger = path.equals("/dev/null") ? Optional.<Danger>empty() : ofRedirection(path);
      if (danger.isPresent()) {
        return danger;
      }
    }
    return split.commands().stream()
        .map(words -> ofSimple(words, depth))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<Danger> ofRedirection(String path) {
    return path.startsWith("/dev/")
        ? high("It writes to the device " + path + ".")
        : Danger.ofWriting(path);
  }

  private static Optional<Danger> ofSimple(List<String> words, int depth) {
    int first = 0;
    while (first < words.size() && isPassedOver(words, first)) {
      first++;
    }
    if (first == words.size()) {
      return Optional.empty();
    }
    var program = programOf(words.get(first));
    var arguments = words.subList(first + 1, words.size());
    if (program.contains("$")) {
      return Optional.of(
          new Danger("Which program it runs is only known when it runs.", RiskLevel.MEDIUM));
    }
    if (ALWAYS.contains(program) || program.startsWith("mkfs.")) {
      return high("It runs " + program + ".");
    }
    if (SHELLS.contains(program)) {
      return ofShell(arguments, depth);
    }
    if (INTERPRETERS.contains(program)) {
      return ofInterpreter(program, arguments);
    }
    return switch (program) {
      case "rm", "unlink", "rmdir" -> ofRemoving(program, arguments);
      case "find" -> ofFind(arguments, depth);
      case "chmod", "chown", "chgrp" -> ofPermissions(program, arguments);
      case "dd" ->
          arguments.stream().anyMatch(word -> word.startsWith("of="))
              ? high("It overwrites with dd.")
              : Optional.empty();
      case "git" -> ofGit(arguments);
      case "tee", "cp", "mv", "ln", "install", "touch", "truncate", "sed" ->
          arguments.stream().map(Danger::ofWriting).flatMap(Optional::stream).findFirst();
      default -> Optional.empty();
    };
  }

  /// An assignment before a command, or a command that runs what follows it.
  private static boolean isPassedOver(List<String> words, int at) {
    var word = words.get(at);
    return word.matches("[A-Za-z_][A-Za-z0-9_]*=.*")
        || PREFIXES.contains(programOf(word))
        || at > 0 && word.startsWith("-") && PREFIXES.contains(programOf(words.getFirst()))
        || at > 0
            && word.matches("[0-9.]+[smhd]?")
            && programOf(words.getFirst()).equals("timeout");
  }

  private static String programOf(String word) {
    return word.substring(word.lastIndexOf('/') + 1);
  }

  /// A shell that reads its commands from a pipe runs what nobody has seen.
  private static Optional<Danger> ofShell(List<String> arguments, int depth) {
    for (int i = 0; i + 1 < arguments.size(); i++) {
      if (arguments.get(i).matches("-[a-z]*c[a-z]*")) {
        return of(arguments.get(i + 1), depth + 1);
      }
    }
    return arguments.stream().allMatch(word -> word.startsWith("-"))
        ? high("It runs shell commands that come from elsewhere.")
        : Optional.empty();
  }

  private static Optional<Danger> ofInterpreter(String program, List<String> arguments) {
    var inline =
        arguments.stream().anyMatch(word -> word.matches("-[cer]|--eval|-p|--print"))
            || program.endsWith("awk")
                && arguments.stream().anyMatch(word -> word.contains("system("));
    return inline
        ? Optional.of(
            new Danger(
                "It runs a program given on the command line of " + program + ".",
                RiskLevel.MEDIUM))
        : Optional.empty();
  }

  private static Optional<Danger> ofRemoving(String program, List<String> arguments) {
    var recursive =
        arguments.stream().anyMatch(word -> word.matches("-[a-zA-Z]*[rR][a-zA-Z]*|--recursive"));
    var unknown = arguments.stream().anyMatch(word -> word.matches(".*[$*?\\[{].*"));
    if (recursive) {
      return high("It deletes whole directories.");
    }
    return unknown
        ? high("Which files it deletes is only known when it runs.")
        : arguments.stream().map(Danger::ofWriting).flatMap(Optional::stream).findFirst();
  }

  private static Optional<Danger> ofFind(List<String> arguments, int depth) {
    if (arguments.contains("-delete")) {
      return high("It deletes every file that find finds.");
    }
    for (var flag : List.of("-exec", "-execdir", "-ok", "-okdir")) {
      int at = arguments.indexOf(flag);
      if (at >= 0) {
        return ofSimple(arguments.subList(at + 1, arguments.size()), depth + 1);
      }
    }
    return Optional.empty();
  }

  private static Optional<Danger> ofPermissions(String program, List<String> arguments) {
    var wide =
        arguments.stream()
            .anyMatch(word -> word.matches("0?[0-7]?777|a\\+[rwx]*w[rwx]*|-[a-zA-Z]*R[a-zA-Z]*"));
    return wide || program.equals("chown")
        ? high("It changes who may do what, with " + program + ".")
        : Optional.empty();
  }

  private static Optional<Danger> ofGit(List<String> arguments) {
    var words = String.join(" ", arguments);
    var destroys =
        words.matches("(?s).*\\bpush\\b.*(\\s-f\\b|--force|--mirror|--delete|\\s\\+).*")
            || words.matches("(?s).*\\breset\\b.*--hard.*")
            || words.matches("(?s).*\\bclean\\b.*\\s-[a-zA-Z]*f.*")
            || words.matches("(?s).*\\bbranch\\b.*(\\s-D\\b|--delete).*")
            || words.matches("(?s).*\\b(checkout|restore)\\b.*\\s\\.(\\s.*)?$")
            || words.matches("(?s).*(^|\\s)-c(\\s|onfig).*");
    return destroys ? high("It discards work or rewrites history, with git.") : Optional.empty();
  }

  private static Optional<Danger> high(String reason) {
    return Optional.of(new Danger(reason, RiskLevel.HIGH));
  }
}
